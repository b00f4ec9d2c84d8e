const contractions: readonly (readonly [RegExp, string])[] = [
  [/\b(what|who|where|how|that|it|he|she|there)'s\b/g, '$1 is'],
  [/\bi'm\b/g, 'i am'],
  [/\b(you|we|they)'re\b/g, '$1 are'],
  [/\bcan't\b/g, 'can not'],
  [/n't\b/g, ' not'],
  [/'ll\b/g, ' will'],
  [/'ve\b/g, ' have'],
  [/\bwhats\b/g, 'what is'],
];

/**
 * Text as a recogniser would write it: lower case, contractions written out, no punctuation. The signs of sums and
 * decimal points stay.
 */
export function plainWords(text: string): string {
  let plain = text.toLowerCase().replace(/[\u2018\u2019]/g, "'");
  for (const [pattern, replacement] of contractions) plain = plain.replace(pattern, replacement);
  return plain
    .replace(/\.(?!\d)|[^\p{L}\p{N}\s+\-*×÷/.]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
