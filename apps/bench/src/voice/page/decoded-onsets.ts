import { OnsetFinder } from '../analysis/onsets.ts';

const sampleRate = 48_000;

/**
 * Decodes a WebM file.
 *
 * @returns ms at which bursts begin
 */
export async function decodedOnsets(base64: string): Promise<number[]> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const context = new OfflineAudioContext(1, 1, sampleRate);
  const sound = await context.decodeAudioData(bytes.buffer);
  const onsets = new OnsetFinder(sampleRate).push(sound.getChannelData(0));
  return onsets.map((onset) => (onset / sampleRate) * 1000);
}
