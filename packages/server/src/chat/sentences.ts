/** A longer sentence is cut at a comma or a word: the first sound should not wait for all of it. */
const longest = 240;

/** Puts pieces of text together to whole sentences, given out as soon as they are complete. */
export async function* sentences(
  pieces: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    rest += piece;
    for (let end = sentenceEnd(rest); end > 0; end = sentenceEnd(rest)) {
      const sentence = rest.slice(0, end).trim();
      rest = rest.slice(end);
      if (sentence !== '') yield sentence;
    }
  }
  if (rest.trim() !== '') yield rest.trim();
}

// Where the first complete sentence ends; 0 when there is none yet. A mark ends one only before white space, so that
// 3.14 and e.g. a version number stay whole.
function sentenceEnd(text: string): number {
  const found = /[.!?…]["')\]]*\s|[。！？]|\n/.exec(text);
  const end = found ? found.index + found[0].length : 0;
  if (end > 0 && end <= longest) return end;
  if (text.length <= longest) return 0;
  const head = text.slice(0, longest);
  const cut = Math.max(head.lastIndexOf(', '), head.lastIndexOf('; '), head.lastIndexOf(': '));
  if (cut > longest / 3) return cut + 2;
  const space = head.lastIndexOf(' ');
  if (space > 0) return space + 1;
  // No word is that long: cut it, but never inside a character.
  const code = text.charCodeAt(longest - 1);
  return code >= 0xd800 && code <= 0xdbff ? longest - 1 : longest;
}
