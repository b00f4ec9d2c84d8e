import type { Phrases } from './phrases.ts';

// A closed grammar takes any sound for the nearest listed phrase. So beside the phrases stands a loop over all sounds of
// the language: speech that fits it much better than any phrase was none of them.
const phones =
  'AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH'.split(
    ' ',
  );
const mark = '_';

/**
 * How unlikely any sound is against a listed phrase. Measured: at 1e-20 one phrase in nine is refused, at 1e-30 nearly
 * every other sentence is taken for a phrase.
 */
const otherSpeechWeight = '1e-20';

/** The sounds as words, for the recogniser's dictionary. */
export const soundWords: [string, string][] = phones.map((phone) => [soundWord(phone), phone]);

/** The names of these words. */
export const sounds: readonly string[] = soundWords.map(([word]) => word);

/** The grammar of the phrases, in JSGF. */
export function phraseGrammar({ phrases, slots }: Phrases): string {
  const rule = (name: string, alternatives: readonly string[]) =>
    `<${name}> = ${alternatives.join(' | ')};`;
  return [
    '#JSGF V1.0;',
    'grammar phrases;',
    `public <utterance> = <phrase> | /${otherSpeechWeight}/ <other>;`,
    rule('phrase', phrases),
    ...Object.entries(slots).map(([name, alternatives]) => rule(name, alternatives)),
    `<other> = ( ${sounds.join(' | ')} )+;`,
  ].join('\n');
}

/** The grammar of single sounds, in JSGF: what is heard by who knows no words. */
export const soundGrammar: string = `#JSGF V1.0;\ngrammar sounds;\npublic <utterance> = ( ${sounds.join(' | ')} )+;`;

/** The sounds that such a recogniser heard. */
export function soundsOf(words: readonly string[]): string[] {
  return words.filter(isOtherSpeech).map((word) => word.slice(mark.length).toUpperCase());
}

/** Whether the recogniser heard speech that is none of the phrases. */
export function isOtherSpeech(text: string): boolean {
  return text.includes(mark);
}

function soundWord(phone: string): string {
  return mark + phone.toLowerCase();
}
