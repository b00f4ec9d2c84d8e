import { align } from '../voice/analysis/align.ts';
import { burstSound, microphoneRate } from '../voice/signals/bursts.ts';
import { findBursts, pitchOf } from './analysis/marked-bursts.ts';
import type { SpokenBurst } from './analysis/marked-bursts.ts';

/** Seconds of the virtual microphone in which bursts are looked for. */
const length = 120;

const heard = findBursts(burstSound(length, pitchOf), microphoneRate).map(({ time, tone }) => ({
  time: time * 1000,
  tone,
}));

/** Which bursts were at the microphone at these times, in ms since the epoch: of a microphone that loses nothing. */
export function spokenBursts(times: readonly number[]): SpokenBurst[] {
  const [begin = 0] = times;
  const pairs = align(
    heard.map(({ time }) => time),
    times.map((time) => time - begin),
  );
  return pairs.map(({ reference, seen }) => ({
    at: times[seen] ?? NaN,
    tone: heard[reference]?.tone ?? NaN,
  }));
}
