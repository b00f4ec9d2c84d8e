/** A longer sentence is cut at a comma or a word: the first sound should not wait for all of it. */
const longest = 240;

/** No code and no address is held back for longer: this is looked through again with every piece. */
const mostHeld = 20_000;

/** Abbreviations behind which a sentence goes on, whatever follows. */
const always = new Set(
  'mr mrs ms dr prof st mt hon gen sen rep gov capt lt col sgt messrs vs fig figs eq vol pp approx ca cf bzw ggf evtl inkl exkl zzgl vgl sog nr str bspw hr fr mme mlle sra dra ing'.split(
    ' ',
  ),
);
/** Those behind which it goes on where the next word is in lower case. */
const sometimes = new Set(
  'etc usw inc ltd co corp jr sr al ave blvd dept est min max std sek mio mrd tel hrs jan feb aug sept oct nov dec okt dez a.m p.m u.s u.k'.split(
    ' ',
  ),
);
/** What follows a German ordinal: a number and a full stop. */
const ordered =
  /^(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jahrhundert|Klasse|Stock|Etage|Platz|Tag|Woche|Mal|Weltkrieg)/;

/**
 * Puts pieces of text together to whole sentences, given out as soon as they are complete. A line is one, too, and so is code in a
 * fence, which keeps its lines.
 */
export async function* sentences(
  pieces: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    // Of white space that is left there, each character would be a line to look through all the others for.
    rest = (rest + piece).trimStart();
    for (let end = sentenceEnd(rest, false); end > 0; end = sentenceEnd(rest, false)) {
      yield rest.slice(0, end).trimEnd();
      rest = rest.slice(end).trimStart();
    }
  }
  while (rest !== '') {
    const end = sentenceEnd(rest, true) || rest.length;
    yield rest.slice(0, end).trimEnd();
    rest = rest.slice(end).trimStart();
  }
}

/** Where the first complete sentence ends; 0 when there is none yet. `over`: nothing follows this text. */
export function sentenceEnd(text: string, over: boolean): number {
  const fence = /^\s*(`{3,}(?!.*`)|~{3,}).*(\n?)/.exec(text);
  if (fence?.[1] !== undefined) return fenceEnd(text, fence[1], fence[0].length, over);
  // A mark ends a sentence only before white space, so that 3.14 and an address stay whole; that of Chinese and Japanese needs none.
  const marks = /[.!?…؟۔।]["'”’»)\]*_~]*\s|[。！？]["'”’」』）]*|\n/g;
  for (let found = marks.exec(text); found; found = marks.exec(text)) {
    const end = found.index + found[0].length;
    if (end > longest) break;
    // A quotation mark may still come.
    if (end === text.length && !over && !/\s$/.test(found[0])) return 0;
    const open = found[0].startsWith('.')
      ? goesOn(text.slice(0, found.index), text.slice(end), over)
      : false;
    if (open === undefined) return 0;
    if (!open) return end;
    marks.lastIndex = end - 1;
  }
  return text.length <= longest ? 0 : cut(text, over);
}

/** Where code in a fence ends, with the line that closes it. */
function fenceEnd(text: string, mark: string, from: number, over: boolean): number {
  const closing = new RegExp(`^[ \\t]*${mark}[\`~]*[ \\t]*${over ? '(?:\\n|$)' : '\\n'}`, 'm');
  const found = closing.exec(text.slice(from));
  if (found) return from + found.index + found[0].length;
  return over || text.length > mostHeld ? text.length : 0;
}

/** Whether a sentence goes on behind a full stop and a space; undefined when what follows has to tell. */
function goesOn(before: string, after: string, over: boolean): boolean | undefined {
  const word = /(?:^|[\s("'“„‘«*_])([\p{L}\p{N}.]*)$/u.exec(before)?.[1] ?? '';
  const plain = word.toLowerCase();
  const mayGoOn = sometimes.has(plain) || /^\d{1,2}$/.test(word);
  if (!mayGoOn) {
    // Initials, and what has full stops inside: z.B., e.g.
    return always.has(plain) || (/(?:^|\.)[\p{Lu}\p{Ll}]$/u.test(word) && word !== 'I');
  }
  // The number of an item.
  if (/(?:^|\n)\s*\d+$/.test(before)) return true;
  const next = /^\s*(\S+)(\s?)/.exec(after);
  if (!over && (next === null || next[2] === '')) return undefined;
  const first = next?.[1] ?? '';
  return /^\p{Ll}/u.test(first) || (/\d$/.test(word) && ordered.test(first));
}

function cut(text: string, over: boolean): number {
  const head = text.slice(0, longest);
  const at = Math.max(head.lastIndexOf(', '), head.lastIndexOf('; '), head.lastIndexOf(': '));
  if (at > longest / 3) return at + 2;
  const space = head.lastIndexOf(' ');
  if (space > 0) return space + 1;
  // The end of an address makes no sense by itself.
  if (/:\/\/|\]\(|^www\./.test(head)) {
    const end = text.search(/\s/);
    if (end > 0) return end;
    return over || text.length > mostHeld ? text.length : 0;
  }
  // No word is that long: cut it, but never inside a character.
  const code = text.charCodeAt(longest - 1);
  return code >= 0xd800 && code <= 0xdbff ? longest - 1 : longest;
}
