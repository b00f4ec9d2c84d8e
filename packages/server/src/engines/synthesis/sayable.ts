import anyAscii from 'any-ascii';
import { englishWords } from './english-words.ts';

/** What is spoken at once: a longer part would keep other Chats waiting for the voice. */
const longestPart = 240;
/** No English word is longer. */
const longestWord = 40;

/** Signs that have a name in English; the others become what they look like. */
const signs: Readonly<Record<string, string>> = {
  '€': ' euros ',
  '£': ' pounds ',
  '°': ' degrees ',
  '×': ' times ',
  '÷': ' divided by ',
};

/**
 * A text as a voice can say it that knows English and ASCII alone: measures and abbreviations in words, other alphabets transliterated,
 * accents left out, characters that stand for a syllable or a word set apart.
 *
 * @returns parts of at most 240 characters, in words of at most 40; none where nothing can be said.
 */
export function sayable(text: string): string[] {
  const words = englishWords(text)
    .replace(/[€£°×÷]/g, (sign) => signs[sign] ?? ' ')
    .replace(/[\p{Script=Han}\p{Script=Hangul}]/gu, (character) => ` ${anyAscii(character)} `)
    .replace(/[^\0-\x7f]+/g, (run) => anyAscii(run))
    .replace(/[^!-~]+/g, ' ')
    .replace(/ (?=[,.;:!?])/g, '')
    // A row of marks would be read out one by one.
    .replace(/([^a-z\d\s])\1{2,}/gi, '$1')
    .replace(new RegExp(`\\S{${String(longestWord)}}(?=\\S)`, 'g'), '$& ')
    .trim();
  if (!/[a-z\d]/i.test(words)) return [];
  return words.match(new RegExp(`\\S.{0,${String(longestPart - 1)}}(?=\\s|$)`, 'g')) ?? [];
}
