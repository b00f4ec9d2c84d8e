import { OnsetFinder } from '../../voice/analysis/onsets.ts';

/** Tones that follow each other: so many bursts, some 5 s, sound like no other among them. */
const tones = 12;
const lowest = 600;
const apart = 100;
/** Seconds of a burst. */
const length = 0.04;

/** Hz of a burst in the virtual microphone: by its tone a burst is known even where sound before it was lost. */
export function pitchOf(index: number): number {
  return lowest + apart * (index % tones);
}

/** A burst that was found. */
export interface MarkedBurst {
  /** Seconds from the beginning of the stream. */
  readonly time: number;
  /** Which of the tones it has. */
  readonly tone: number;
}

/** Bursts in a stream, in order. */
export function findBursts(samples: Float32Array, sampleRate: number): MarkedBurst[] {
  return new OnsetFinder(sampleRate).push(samples).map((onset) => ({
    time: onset / sampleRate,
    tone: toneAt(samples, sampleRate, onset),
  }));
}

/** By the time between its first upward crossing of zero and its last. */
function toneAt(samples: Float32Array, sampleRate: number, onset: number): number {
  const end = Math.min(samples.length, onset + Math.floor(length * sampleRate));
  const crossings: number[] = [];
  let peak = 0;
  for (let i = onset + 1; i < end; i += 1) {
    const before = samples[i - 1] ?? 0;
    const after = samples[i] ?? 0;
    peak = Math.max(peak, Math.abs(after));
    if (before < 0 && after >= 0 && after - before > peak / 20)
      crossings.push(i - after / (after - before));
  }
  const [first, last] = [crossings[0] ?? NaN, crossings.at(-1) ?? NaN];
  const pitch = ((crossings.length - 1) * sampleRate) / (last - first);
  return Math.round((pitch - lowest) / apart);
}

/** What became of bursts on their way. */
export interface Arrivals {
  /** ms from a burst's being at the microphone to its arrival, of each that arrived. */
  readonly latencies: number[];
  /** Bursts at the microphone between the first that arrived and the last, and how many of them did not arrive. */
  readonly expected: number;
  readonly lost: number;
  /** ms of sound that were lost between these two. */
  readonly lostSound: number;
}

/** A burst at the microphone: when, in ms since the epoch, and its tone. */
export interface SpokenBurst {
  readonly at: number;
  readonly tone: number;
}

/** A burst that arrived: when, in ms since the epoch, and where in its stream. */
export interface ArrivedBurst extends MarkedBurst {
  readonly at: number;
}

/** ms after which nothing arrives any more. Far below the time until the same tone comes again. */
const longest = 2000;

/** Which burst is which: one that arrived is the latest of its tone that was at the microphone before it. */
export function matchBursts(
  spoken: readonly SpokenBurst[],
  arrived: readonly ArrivedBurst[],
): Arrivals {
  // A clock that counts whole ms may have a burst arrive before it was there.
  const pairs = arrived.flatMap((burst) => {
    const index = spoken.findLastIndex(({ at, tone }) => tone === burst.tone && at <= burst.at + 2);
    const { at } = spoken[index] ?? { at: -Infinity };
    return burst.at - at > longest ? [] : { index, burst };
  });
  const [first, last] = [pairs[0], pairs.at(-1)];
  if (!first || !last) return { latencies: [], expected: 0, lost: 0, lostSound: NaN };
  const at = ({ index }: { index: number }): number => spoken[index]?.at ?? NaN;
  const expected = last.index - first.index + 1;
  return {
    latencies: pairs.map((pair) => pair.burst.at - at(pair)),
    expected,
    lost: expected - new Set(pairs.map(({ index }) => index)).size,
    lostSound: at(last) - at(first) - (last.burst.time - first.burst.time) * 1000,
  };
}
