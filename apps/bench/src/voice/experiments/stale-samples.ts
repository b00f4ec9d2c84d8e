import { ManualClock } from '../../../../../packages/core/test/support/manual-clock.ts';
import { AdaptiveJitterPolicy } from '../../../../../packages/core/src/audio/playback/jitter-policy.ts';
import { PlaybackQueue } from '../../../../../packages/core/src/audio/playback/playback-queue.ts';
import { TurnMeter } from '../../../../../packages/core/src/session/metrics.ts';
import { Player } from '../../../../../packages/core/src/session/playback/player.ts';
import type { PlaybackReport } from '../../../../../packages/core/src/worklets/messages.ts';
import { audioOutput, voiceRate } from '../server/messages.ts';
import { seededRandom } from '../signals/random.ts';

const rate = 48_000;
const quantum = 128;
/** ms in which a `clear` must be obeyed: its fade, and the quantum it came in. */
const grace = 8 + (2 * quantum * 1000) / rate;
/** Amplitude above which a sample counts; what the resampler leaves round the edges is far below. */
const audible = 0.005;

/** What many interruptions on a virtual clock gave. */
export interface StaleFigures {
  readonly interruptions: number;
  /** Interruptions after which something of the interrupted messages sounded. */
  readonly stale: number;
  /** Interruptions before which nothing of them sounded: they prove nothing. */
  readonly silent: number;
  /** Interruptions after which the next message, which is a new one, did not sound. */
  readonly swallowed: number;
}

/**
 * Interruptions of the kit's own player and queue, in Node, on a clock that passes as it is told. Two messages are
 * interrupted whose pieces come late, twice and out of order, before and after; then a new one comes. The old ones
 * swing to one side only and the new one to the other, so that every sample tells whose it is.
 */
export function interruptOften(count: number): StaleFigures {
  const figures = { interruptions: count, stale: 0, silent: 0, swallowed: 0 };
  for (let seed = 1; seed <= count; seed += 1) {
    const { before, stale, next } = interruptOnce(seededRandom(seed));
    if (stale) figures.stale += 1;
    if (!before) figures.silent += 1;
    if (!next) figures.swallowed += 1;
  }
  return figures;
}

/** Something the server sends, and when. */
interface Delivery {
  readonly time: number;
  readonly id: string;
  readonly index: number;
  readonly text: string;
}

function interruptOnce(random: () => number): { before: boolean; stale: boolean; next: boolean } {
  const clock = new ManualClock();
  const start = clock.now();
  const player = new Player(clock, new TurnMeter(), (event) => {
    if (event.type === 'error') throw new Error(event.error.message);
  });
  // A port takes a moment, and keeps the order.
  const report = (said: PlaybackReport): void =>
    void clock.after(1, () => player.handleReport(said));
  const queue = new PlaybackQueue({
    sampleRate: rate,
    fadeDuration: 6,
    policy: new AdaptiveJitterPolicy(),
    report,
  });
  player.attach({
    sampleRate: rate,
    port: {
      postMessage: (command) => {
        clock.after(1, () => {
          if (command.type === 'enqueue') queue.enqueue(command.messageId, command.samples);
          if (command.type === 'finish') queue.finish(command.messageId);
          if (command.type === 'clear') queue.clear();
        });
      },
    },
  });
  const cut = 200 + 600 * random();
  const deliveries = [
    ...deliver('first', 6, 1, 0, random),
    ...deliver('second', 6, 1, 300 * random(), random),
    ...deliver('next', 4, -1, cut + 300 + 400 * random(), random),
  ].sort((a, b) => a.time - b.time);
  player.announce('first');
  player.announce('second');
  clock.after(cut, () => player.interrupt());
  for (const { time, id, index, text } of deliveries) {
    clock.after(time, () =>
      player.play({ ...(JSON.parse(text) as Parameters<Player['play']>[0]), id, index }),
    );
  }
  let [before, stale, next] = [false, false, false];
  const output = new Float32Array(quantum);
  for (let frame = 0; frame < 3 * rate; frame += quantum) {
    const time = (frame / rate) * 1000;
    const step = time - (clock.now() - start);
    if (step > 0) clock.pass(step);
    queue.render(output, frame);
    for (const sample of output) {
      if (sample > audible && time < cut) before = true;
      if (sample > audible && time > cut + grace) stale = true;
      if (sample < -audible) next = true;
    }
  }
  return { before, stale, next };
}

/** A message's pieces, most in time, some late, some twice. */
function deliver(
  id: string,
  count: number,
  side: number,
  from: number,
  random: () => number,
): Delivery[] {
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const text = audioOutput(id, index, hump(0.1, side * 0.5));
    const time = from + index * 60 * random() + (index > 0 && random() < 0.3 ? 700 * random() : 0);
    const once = { time, id, index, text };
    return random() < 0.2 ? [once, { ...once, time: time + 500 * random() }] : [once];
  });
}

/** Half a wave to one side. */
function hump(seconds: number, height: number): Float32Array {
  const length = Math.round(seconds * voiceRate);
  return Float32Array.from({ length }, (_, i) => height * Math.sin((Math.PI * i) / length) ** 2);
}
