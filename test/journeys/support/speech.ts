import { createFliteSynthesiser } from '../../../packages/server/src/engines/synthesis/flite.ts';

/** Hz of what {@link makeSpeech} makes. */
export const speechRate = 16_000;

/** Says each sentence with Flite. */
export async function makeSpeech<const Sentences extends readonly string[]>(
  sentences: Sentences,
): Promise<{ [Index in keyof Sentences]: Int16Array }> {
  const flite = createFliteSynthesiser();
  try {
    const spoken: Int16Array[] = [];
    for (const sentence of sentences) spoken.push((await flite.speak(sentence, 'slt')).samples);
    return spoken as { [Index in keyof Sentences]: Int16Array };
  } finally {
    await flite.close();
  }
}
