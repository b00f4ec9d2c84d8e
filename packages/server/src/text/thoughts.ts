const names = [
  'think',
  'thinking',
  'thought',
  'thoughts',
  'reasoning',
  'reflection',
  'scratchpad',
  'seed:think',
];
const name = `\\s{0,3}(?:${names.join('|')})(?:\\s[^<>]{0,100})?>`;
const beginning = `<${name}|\\[think\\]|◁think▷`;
const end = `<\\s{0,3}/${name}|\\[/think\\]|◁/think▷`;
const endOfThought = new RegExp(end, 'i');
// One behind a quotation mark is spoken of. A thought may end with such a mark.
const anyTag = new RegExp(`(?<!["'\`“‘«])(?:(${end})|${beginning})`, 'i');
// A tag of which only the beginning is there.
const begun =
  /(?:<\s{0,3}\/?\s{0,3}(?:([\w:]+)\s[^<>]{0,100}|([\w:]*))|\[\/?([a-z]*)|◁\/?([a-z]*))$/i;

/**
 * Leaves out what a reasoning model thinks: all between `<think>` and `</think>` and their kin, also when a tag comes in pieces, and
 * when the end is missing.
 *
 * Some endpoints ask with `<think>` already written, so that the answer begins in the middle of a thought and only its end is marked.
 * The first such answer is found out too late; from then on all up to that mark is held back, one filter for each model.
 */
export class Thoughts {
  #inMidThought = false;

  /** The text without the thoughts in it. */
  async *remove(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
    let rest = '';
    // What may be a thought whose beginning is not marked.
    let suspected = this.#inMidThought ? '' : undefined;
    let thinking = false;
    /** The last of what was given out: a mark before a tag may have come with an earlier piece. */
    let before = '';
    for await (const piece of pieces) {
      rest += piece;
      const next = () => (thinking ? endOfThought : anyTag).exec(before + rest);
      for (let found = next(); found; found = next()) {
        const at = found.index - before.length;
        const words = rest.slice(0, at);
        rest = rest.slice(at + found[0].length);
        const ends: boolean = thinking || found[1] !== undefined;
        if (ends && !thinking) this.#inMidThought = true;
        if (suspected !== undefined && !ends) yield suspected;
        if (!thinking && !(suspected !== undefined && ends) && words !== '') yield words;
        suspected = undefined;
        thinking = !ends;
        before = '';
      }
      const hold = beginningOfTag(rest);
      const words = rest.slice(0, rest.length - hold);
      rest = rest.slice(rest.length - hold);
      if (words === '') continue;
      before = words.slice(-1);
      if (suspected !== undefined) suspected += words;
      else if (!thinking) yield words;
    }
    if (suspected !== undefined) {
      // No thought after all.
      this.#inMidThought = false;
      rest = suspected + rest;
    }
    if (!thinking && rest !== '') yield rest;
  }
}

/** How many characters at the end may become a tag. */
function beginningOfTag(text: string): number {
  const found = begun.exec(text);
  if (!found) return 0;
  const name = found.slice(1).join('').toLowerCase();
  return names.some((known) => known.startsWith(name)) ? found[0].length : 0;
}
