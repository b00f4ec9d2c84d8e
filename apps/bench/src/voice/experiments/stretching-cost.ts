import { AdaptiveJitterPolicy } from '../../../../../packages/core/src/audio/playback/jitter-policy.ts';
import { PlaybackQueue } from '../../../../../packages/core/src/audio/playback/playback-queue.ts';
import { Stretcher } from '../../../../../packages/core/src/audio/playback/stretcher.ts';
import { arrivals } from '../server/late-line.ts';
import type { LateLine } from '../server/late-line.ts';
import { Glide } from '../signals/glide.ts';
import { seededRandom } from '../signals/random.ts';

const rate = 48_000;
const quantum = 128;
const seconds = 30;
const piece = 20;
const rounds = 7;

/** What the playback queue computes, as a share of one core: the least of some rounds, since all else can only add to it. */
export interface CostFigures {
  readonly stretching: number;
  readonly plain: number;
}

/** Plays a voice over that line on a virtual clock, in this process. */
export function computeLate(line: LateLine): CostFigures {
  const sound = new Glide(60).samples(rate, seconds);
  const due = arrivals(line, (seconds * 1000) / piece, piece, seededRandom(6)).map(
    (ms) => ((ms + line.jitter) * rate) / 1000,
  );
  const least = (stretch: boolean): number => {
    const times = Array.from({ length: rounds }, () => {
      const before = process.cpuUsage();
      play(sound, due, stretch);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1e6 / seconds;
    });
    // The first of them are compiled meanwhile.
    return Math.min(...times);
  };
  return { stretching: least(true), plain: least(false) };
}

function play(sound: Float32Array, due: readonly number[], stretch: boolean): void {
  let over = false;
  const queue = new PlaybackQueue({
    sampleRate: rate,
    fadeDuration: 6,
    policy: new AdaptiveJitterPolicy(),
    stretcher: stretch ? new Stretcher(rate) : undefined,
    report: ({ type }) => {
      if (type === 'ended') over = true;
    },
  });
  const frames = (piece * rate) / 1000;
  const output = new Float32Array(quantum);
  for (let next = 0, frame = 0; !over; frame += quantum) {
    for (; (due[next] ?? Infinity) <= frame; next += 1) {
      queue.enqueue('long', sound.slice(next * frames, (next + 1) * frames));
      if (next === due.length - 1) queue.finish('long');
    }
    queue.render(output, frame);
  }
}
