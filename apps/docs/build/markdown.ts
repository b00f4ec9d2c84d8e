/** Applies a change to all of a text but its code: fenced blocks and code within a line stay as they are. */
export function outsideCode(text: string, change: (prose: string) => string): string {
  return text
    .split(/(^ *```[^]*?^ *```$)/m)
    .map((part, index) => (index % 2 === 1 ? part : aroundCode(part, change)))
    .join('');
}

/** With a mark in place of each code, since it may be part of what is changed: a link's words. */
function aroundCode(text: string, change: (prose: string) => string): string {
  const codes: string[] = [];
  const marked = text.replace(
    /(`+)[^`](?:[^]*?[^`])?\1(?!`)/g,
    (it) => `\u0001${codes.push(it) - 1}\u0001`,
  );

  return change(marked).replace(/\u0001(\d+)\u0001/g, (_, at: string) => codes[Number(at)] ?? '');
}

/** The first heading, without marks. */
export function titleOf(text: string): string | undefined {
  return /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '');
}

/** A heading's anchor, as GitHub makes it, so that a link works there and here. */
export function slug(words: string): string {
  return words
    .replace(/<[^>]+>|&[#\w]+;/g, '')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** What stands under a heading, without it, and with the headings in it moved up to the second level. Undefined without such a heading. */
export function sectionOf(text: string, anchor: string): string | undefined {
  const lines = text.split('\n');
  let inside: number | undefined;
  let coded = false;
  const taken: string[] = [];
  for (const line of lines) {
    if (/^ *```/.test(line)) coded = !coded;
    const [, marks, words] = (!coded && /^(#+) (.+)$/.exec(line)) || [];
    if (inside !== undefined && marks && marks.length <= inside) break;
    if (inside === undefined && marks && slug(words ?? '') === anchor) inside = marks.length;
    else if (inside !== undefined) {
      const level = inside;
      taken.push(marks ? `${'#'.repeat(marks.length - level + 1)} ${words}` : line);
    }
  }
  return inside === undefined ? undefined : taken.join('\n').trim();
}

/** Text from a docstring, as Markdown in which no tag and no interpolation is meant. */
export function prose(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('{{', '&#123;&#123;'),
    )
    .join('');
}

/** A row of a table; the bars within a cell are part of its text. */
function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join(
    '\n',
  );
}

/** Code within a line; empty stays empty. */
export function code(text: string): string {
  return text === '' ? '' : text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}
