/** Deeper than this nothing that anybody sends is nested, and what looks at all of it can call itself as often. */
const deepest = 100;
/** So short a text is not looked at: it is no deeper than can be borne. */
const short = 1000;

/** Whether lists and objects lie too deep in each other in a JSON text. Of its strings only the ends are looked for. */
export function nestsTooDeep(text: string): boolean {
  return shapeFault(text, Infinity) === 'deep';
}

/** What is wrong with the shape of a JSON text: it nests too deep, or holds more values than so many. Looked at before it is read. */
export function shapeFault(text: string, mostValues: number): 'deep' | 'many' | undefined {
  if (text.length <= short) return undefined;
  let depth = 0;
  let values = 1;
  for (let i = 0; i < text.length; i++) {
    const sign = text[i];
    if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') depth -= 1;
    else if (sign === '"') i = endOfString(text, i);
    else if (sign === ',') values += 1;
    if (depth > deepest) return 'deep';
    if (values > mostValues) return 'many';
  }
  return undefined;
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
