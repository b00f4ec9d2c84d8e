import { microphoneRate } from './bursts.ts';
import { seededRandom } from './random.ts';

/** Somebody who does not stop talking, as far as a level can tell: noise that swells four times a second. */
export function talk(seconds: number): Float32Array {
  const random = seededRandom(11);
  let previous = 0;
  return Float32Array.from({ length: seconds * microphoneRate }, (_, i) => {
    previous = 0.85 * previous + 0.15 * (2 * random() - 1);
    return previous * (0.6 + 0.4 * Math.sin((8 * Math.PI * i) / microphoneRate));
  });
}
