import { seededRandom } from './random.ts';
import { tone } from './tone.ts';

/** Hz of the virtual microphone's file: what Chromium's fake device runs at, so that nothing resamples it. */
export const microphoneRate = 48_000;

/**
 * What the virtual microphone hears: 40 ms bursts of a tone out of digital silence. The pauses differ, so that a few bursts
 * tell which of all they are, and fall on every phase of whatever is cut into chunks.
 *
 * @param pitch Hz of each. Default: 1 kHz, all of them
 */
export function burstSound(seconds: number, pitch = (_: number): number => 1000): Float32Array {
  const random = seededRandom(7);
  const sound = new Float32Array(seconds * microphoneRate);
  for (let at = 0.2, index = 0; at + 0.1 < seconds; at += 0.3 + 0.2 * random(), index += 1) {
    sound.set(tone(pitch(index), microphoneRate, 0.04, 0.5), Math.round(at * microphoneRate));
  }
  return sound;
}
