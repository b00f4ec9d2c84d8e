/** A sentence is far shorter. What goes on behind this is the address of a picture, or nothing that was meant to be heard. */
const longest = 4000;

const entities: Readonly<Record<string, string>> = {
  ...{
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: ' ',
    shy: '',
    bull: '•',
    middot: '·',
  },
  ...{ hellip: '…', mdash: '—', ndash: '–', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”' },
  ...{ laquo: '«', raquo: '»', deg: '°', euro: '€', pound: '£', cent: '¢', copy: '©', reg: '®' },
  ...{ times: '×', divide: '÷', plusmn: '±', frac12: '½', auml: 'ä', ouml: 'ö', uuml: 'ü' },
  ...{
    Auml: 'Ä',
    Ouml: 'Ö',
    Uuml: 'Ü',
    szlig: 'ß',
    eacute: 'é',
    egrave: 'è',
    agrave: 'à',
    ccedil: 'ç',
  },
};

type Rule = readonly [RegExp, string | ((...found: string[]) => string)];

// In this order. The text is anybody's; it is short enough for each of them.
const rules: readonly Rule[] = [
  // Code in a fence is to be read, not heard; so are rules, rows of dashes below a table's head, and where a link leads.
  [/^\s*(`{3,}|~{3,})[^`\n]*(?:\n[\s\S]*)?$/, ''],
  [/^\s*\|?[\s:|=*_-]+\|?\s*$/gm, ''],
  [/^\s*\[[^\]\n]{1,200}\]:\s*\S+.*$/gm, ''],
  [/<!--[\s\S]*?(?:-->|$)/g, ''],
  // Footnotes and sources.
  [/\[\^[^\]\s]{1,50}\]|【[^】]{0,100}】|(?<=[\p{L}.,!?)"'])(?:\[\d{1,3}\])+/gu, ''],
  // Images and links are what they are called.
  [/!?\[([^[\]]{0,500})\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+["'(][^"')]*["')])?\s*\)/g, '$1'],
  [/!?\[([^[\]]{1,500})\]\[[^[\]]{0,200}\]/g, '$1'],
  // A link whose beginning or end is not there.
  [/!?\[([^[\]]{0,500})\]\([^\s)]*$/, '$1'],
  [/\]\([^\s)]*\)?/g, ''],
  [/(`+)([^`]+)\1/g, '$2'],
  // Of an address its host is enough.
  [/<((?:https?|mailto):[^<>\s]*|[^<>\s@]+@[^<>\s@]+)>/gi, '$1'],
  [/mailto:/gi, ''],
  [
    /\b(?:https?|wss?|ftp):\/\/(?:[^\s/@]*@)?(?:www\.)?([^\s/?#:<>()"'`]*)[^\s<>()"'`]*/gi,
    hostOnly,
  ],
  [/\bwww\.([^\s/?#:<>()"'`]*)[^\s<>()"'`]*/gi, hostOnly],
  [/<\/?[a-z][^<>]{0,500}>/gi, ' '],
  // A key, a digest, a picture: no word is that long where words are set apart.
  [
    /(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}])\S){80,}/gu,
    '',
  ],
  [
    /&(#x[\da-f]{1,6}|#\d{1,7}|[a-z]{2,8}\d{0,2});/gi,
    (all, name) => decoded(name ?? '') ?? all ?? '',
  ],
  // Marks at the beginning of a line: quotation, heading, list, task.
  [/^\s*(?:>\s?)+/gm, ''],
  [/^\s*#{1,6}\s+(.*?)[\s#]*$/gm, '$1'],
  [/^\s*[-*+•]\s+(?:\[[ xX]\]\s+)?/gm, ''],
  [/^\s*\|\s*|\s*\|\s*$/gm, ''],
  [/\s+\|\s+|(?<=\S)\|(?=\S)/g, ', '],
  [/(\d)\*\*(?=\d)/g, '$1 ^ '],
  // Emphasis, first in pairs, then what lost its other half with another sentence. A sum keeps its signs.
  [/(?<![\\*\d\p{L}])(\*{1,3})(?=[^\s*])([^*\n]{1,1000}?)(?<=[^\s\\])\1(?!\*)/gu, '$2'],
  [/(?<!\\)(\*\*|~~)(?=\S)([^*~\n]{1,1000}?)(?<=\S)\1/g, '$2'],
  [/(?<![\d\s\\])\*+(?=\s|$|[.,;:!?)])|(?<![\p{L}\d\\])\*+(?=[\p{L}\p{P}])|\*{2,}|~~/gu, ''],
  [/(?<![\p{L}\d\\_])_{1,3}(?=\S)|(?<=[^\s\\_])_{1,3}(?![\p{L}\d_])/gu, ''],
  // A name in code is words; that of an e-mail address is one.
  [/(?<=[\p{L}\d])_+(?=[\p{L}\d])(?!\S*@)/gu, ' '],
  [/`/g, ''],
  [/\\([!-/:-@[-`{-~])/g, '$1'],
  // A digit on a key stays a digit; any other picture is none to be heard.
  [/([\d#*])\uFE0F?\u20E3/gu, '$1'],
  [/(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\uFE0F|\u200D)+/gu, ' '],
  [/\(\s*\)|\[\s*\]/g, ''],
  [/[\p{Cc}\p{Cf}\s]+/gu, ' '],
  [/ (?=[,.;:!?](?:\s|$))/g, ''],
];

/**
 * What is said of a text as it is written: Markdown, HTML, addresses and emoji as words, or not at all.
 *
 * It is given a sentence at a time, in which a mark may have lost its other half.
 *
 * @returns empty text where there is nothing to say, as for a fence of code or an emoji.
 */
export function speakable(written: string): string {
  let spoken = written.slice(0, longest);
  for (const [pattern, put] of rules) {
    spoken = typeof put === 'string' ? spoken.replace(pattern, put) : spoken.replace(pattern, put);
  }
  spoken = spoken.trim();
  return /[\p{L}\p{N}]/u.test(spoken) ? spoken : '';
}

/** The marks of the sentence may stand behind the address. */
function hostOnly(all = '', host = ''): string {
  return host.replace(/[.,;:!?]+$/, '') + (/[.,;:!?]+$/.exec(all)?.[0] ?? '');
}

function decoded(name: string): string | undefined {
  if (!name.startsWith('#')) return Object.hasOwn(entities, name) ? entities[name] : undefined;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
}
