import { speechRate } from '../../src/audio/pcm.ts';
import type { Synthesiser } from '../../src/engines/synthesis/synthesiser.ts';

/** A sentence spoken by Flite, with silence on both sides. */
export interface Spoken {
  samples: Int16Array;
  /** When its first sound begins, in ms from the start of `samples`. */
  onsetMs: number;
}

const perMs = speechRate / 1000;
/** 30 dB below full scale's tenth: softer than any sound of Flite's, louder than its silence. */
const audible = 1000;

/** Speaks a sentence, with `leadMs` before it and `tailMs` after it. */
export async function spoken(
  synthesiser: Synthesiser,
  text: string,
  options: { voice?: string; leadMs?: number; tailMs?: number } = {},
): Promise<Spoken> {
  const { voice = 'slt', leadMs = 500, tailMs = 1000 } = options;
  const speech = await synthesiser.speak(text, voice);
  const samples = new Int16Array((leadMs + tailMs) * perMs + speech.samples.length);
  samples.set(speech.samples, leadMs * perMs);
  const onset = samples.findIndex((sample) => Math.abs(sample) > audible);
  return { samples, onsetMs: onset / perMs };
}

/** Word errors and words of a transcript, case and punctuation aside. */
export function wordErrors(said: string, heard: string): { errors: number; words: number } {
  const words = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^a-z ]/g, '')
      .split(' ')
      .filter(Boolean);
  const a = words(said);
  const b = words(heard);
  let row = b.map((_, i) => i + 1);
  for (const [i, word] of a.entries()) {
    let diagonal = i;
    let left = i + 1;
    row = row.map((above, j) => {
      const best = Math.min(above + 1, left + 1, diagonal + (word === b[j] ? 0 : 1));
      diagonal = above;
      left = best;
      return best;
    });
  }
  return { errors: row.at(-1) ?? a.length, words: a.length };
}
