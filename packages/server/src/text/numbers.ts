const small = [
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen',
  'sixteen seventeen eighteen nineteen',
]
  .join(' ')
  .split(' ');
const tens = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

const values = new Map<string, number>([
  ...small.map((word, value) => [word, value] as const),
  ...tens.map((word, i) => [word, (i + 2) * 10] as const),
  // What a recogniser writes when it hears a number that sounds like another word.
  ['oh', 0],
  ['won', 1],
  ['to', 2],
  ['too', 2],
  ['for', 4],
  ['fore', 4],
  ['ate', 8],
]);
const scales = new Map([
  ['hundred', 100],
  ['thousand', 1000],
  ['million', 1_000_000],
]);

/** Writes 0 to 100 in words, as the recognisers do: without hyphens. */
export function numberToWords(value: number): string {
  if (value === 100) return 'one hundred';
  const unit = value % 10;
  const ten = tens[Math.floor(value / 10) - 2];
  if (ten === undefined) return small[value] ?? String(value);
  return unit === 0 ? ten : `${ten} ${small[unit] ?? ''}`;
}

/**
 * Reads a number from words or digits: `twenty one`, `a hundred and seven`, `minus 3`, `two point five`.
 *
 * @returns undefined when the words are no number.
 */
export function wordsToNumber(words: readonly string[]): number | undefined {
  const [first, ...rest] = words;
  if (first === undefined) return undefined;
  if (first === 'minus' || first === 'negative') {
    const positive = wordsToNumber(rest);
    return positive === undefined ? undefined : -positive;
  }
  const point = words.indexOf('point');
  if (point >= 0) return decimal(words.slice(0, point), words.slice(point + 1));
  return whole(words);
}

function whole(words: readonly string[]): number | undefined {
  if (words.length === 0) return undefined;
  let total = 0;
  let current = 0;
  let seen = false;
  for (const word of words) {
    if (word === 'and' && seen) continue;
    if (word === 'a' && !seen) {
      current = 1;
      continue;
    }
    const scale = scales.get(word);
    const value = /^\d+(\.\d+)?$/.test(word) ? Number(word) : values.get(word);
    if (scale !== undefined) {
      current = (current === 0 ? 1 : current) * scale;
      if (scale >= 1000) {
        total += current;
        current = 0;
      }
    } else if (value !== undefined) {
      current += value;
    } else {
      return undefined;
    }
    seen = true;
  }
  return seen ? total + current : undefined;
}

function decimal(before: readonly string[], after: readonly string[]): number | undefined {
  const integer = before.length === 0 ? 0 : whole(before);
  const digits = after.map((word) => whole([word]));
  if (integer === undefined || digits.length === 0 || digits.some((digit) => digit === undefined)) {
    return undefined;
  }
  return Number(`${String(integer)}.${digits.join('')}`);
}
