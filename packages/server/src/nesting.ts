/** Deeper than this nothing that anybody sends is nested, and what looks at all of it can call itself as often. */
const deepest = 100;
/** So short a text is not looked at: it is no deeper than can be borne. */
const short = 1000;

/** Whether lists and objects lie too deep in each other in a JSON text. Of its strings only the ends are looked for. */
export function nestsTooDeep(text: string): boolean {
  if (text.length <= short) return false;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const sign = text[i];
    if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') depth -= 1;
    else if (sign === '"') i = endOfString(text, i);
    if (depth > deepest) return true;
  }
  return false;
}

/** Where a string that begins at `start` ends; at the end of the text where it does not. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end > 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}
