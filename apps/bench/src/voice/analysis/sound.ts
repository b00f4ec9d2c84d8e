import { audible } from './recording.ts';

/** A stretch of sound, in samples: `end` is the one after its last. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * Where there is sound between two samples. Silence shorter than `hold` seconds does not end a stretch.
 */
export function stretches(
  samples: Float32Array,
  sampleRate: number,
  from: number,
  to: number,
  hold: number,
): Stretch[] {
  const found: Stretch[] = [];
  const patience = hold * sampleRate;
  let start = -1;
  let last = -1;
  for (let i = Math.max(0, from); i < Math.min(to, samples.length); i += 1) {
    if (Math.abs(samples[i] ?? 0) < audible) continue;
    if (start >= 0 && i - last > patience) {
      found.push({ start, end: last + 1 });
      start = -1;
    }
    if (start < 0) start = i;
    last = i;
  }
  if (start >= 0) found.push({ start, end: last + 1 });
  return found;
}

/** A silence in the middle of what should be one sound. */
export interface Gap {
  /** Sample at which it begins. */
  readonly at: number;
  /** ms */
  readonly length: number;
}

/** Silences of 1 ms and more between the first and the last audible sample. */
export function gaps(samples: Float32Array, sampleRate: number, { start, end }: Stretch): Gap[] {
  const parts = stretches(samples, sampleRate, start, end, 0.001);
  return parts.slice(1).map((part, i) => {
    const before = parts[i]?.end ?? 0;
    return { at: before, length: ((part.start - before) / sampleRate) * 1000 };
  });
}

/**
 * How far each sample lies from where a sine of that frequency would have gone from the two before it: nothing in an
 * unbroken sine of whatever phase and loudness, and at a step its whole height.
 */
export function breaks(
  samples: Float32Array,
  sampleRate: number,
  frequency: number,
  { start, end }: Stretch,
): Float32Array {
  const turn = 2 * Math.cos((2 * Math.PI * frequency) / sampleRate);
  const found = new Float32Array(Math.max(0, end - start));
  for (let i = 0; i < found.length; i += 1) {
    const at = start + i;
    const expected = turn * (samples[at - 1] ?? 0) - (samples[at - 2] ?? 0);
    found[i] = Math.abs((samples[at] ?? 0) - expected);
  }
  return found;
}

/** The largest of them, and how many places there are that exceed a bound; neighbours within 1 ms are one place. */
export function countBreaks(
  found: Float32Array,
  sampleRate: number,
  bound: number,
): { largest: number; places: number } {
  let largest = 0;
  let places = 0;
  let last = -Infinity;
  found.forEach((height, i) => {
    if (height > largest) largest = height;
    if (height <= bound) return;
    if (i - last > sampleRate / 1000) places += 1;
    last = i;
  });
  return { largest, places };
}
