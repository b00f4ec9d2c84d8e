import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JitterPolicy } from './jitter-policy.ts';
import { AdaptiveJitterPolicy } from './jitter-policy.ts';
import { PlaybackQueue } from './playback-queue.ts';
import { Stretcher } from './stretcher.ts';
import {
  concat,
  largestStep,
  noise,
  peak,
  pieces,
  seededRandom,
  sine,
} from '../../../test/support/test-signals.ts';

const rate = 48_000;
const quantum = 128;
const fadeFrames = 288;

/** Starts at once, so that a test says for itself when it waits. */
const eager: JitterPolicy = { target: () => 0, underrun: () => undefined };

interface Report {
  readonly type: string;
  readonly messageId?: string | null;
  readonly frames?: number;
  readonly cut?: boolean;
  /** Frame of the output, from the context's time. */
  readonly at?: number;
}

/** A queue, what it rendered and what it told. */
class Rig {
  readonly queue: PlaybackQueue;
  readonly reports: Report[] = [];
  readonly targets: number[] = [];
  /** Frames at which underruns were told. */
  readonly dryAt: number[] = [];
  readonly #out: Float32Array<ArrayBuffer>[] = [];
  #frame = 0;

  constructor(policy: JitterPolicy = eager, { capacity = 600, stretch = false } = {}) {
    this.queue = new PlaybackQueue({
      stretcher: stretch ? new Stretcher(rate) : undefined,
      sampleRate: rate,
      fadeDuration: 6,
      policy,
      capacity,
      report: (report) => {
        if (report.type === 'underrun') this.dryAt.push(this.#frame);
        if (report.type === 'target') this.targets.push(report.duration / 1000);
        else if ('contextTime' in report) {
          const { contextTime, ...rest } = report;
          this.reports.push({ ...rest, at: Math.round(contextTime * rate) });
        } else this.reports.push(report);
      },
    });
  }

  get out(): Float32Array<ArrayBuffer> {
    return concat(this.#out);
  }

  get frame(): number {
    return this.#frame;
  }

  /** The context renders silence by itself. */
  skip(frames: number): void {
    this.#frame += frames;
    this.#out.push(new Float32Array(frames));
  }

  render(quanta = 1): void {
    for (let i = 0; i < quanta; i += 1) {
      const output = new Float32Array(quantum).fill(NaN);
      this.queue.render(output, this.#frame);
      this.#frame += quantum;
      this.#out.push(output);
    }
  }

  said(type: string): Report[] {
    return this.reports.filter((report) => report.type === type);
  }
}

test('an empty queue is silent and says nothing', () => {
  const rig = new Rig();
  rig.render(10);
  expect(peak(rig.out)).toBe(0);
  expect(rig.reports).toEqual([]);
});

test('a message in pieces comes out bit for bit, and its start, end and length are told to the frame', () => {
  const rig = new Rig();
  const sound = sine(440, rate, 10_000, 0.9);
  rig.render(3);
  for (const piece of pieces(sound, 700)) rig.queue.enqueue('a', piece);
  rig.queue.finish('a');
  rig.render(100);
  expect(rig.out.slice(384, 10_384)).toEqual(sound);
  expect(rig.reports).toEqual([
    { type: 'started', messageId: 'a', at: 384 },
    { type: 'ended', messageId: 'a', frames: 10_000, cut: false, at: 10_384 },
  ]);
});

test('a sine of 4 s in 40 pieces has no gap and no step that the sine has not', () => {
  const rig = new Rig(new AdaptiveJitterPolicy());
  const sound = sine(440, rate, 4 * rate, 0.9);
  for (let i = 0; i < 40; i += 1) {
    rig.queue.enqueue('a', sound.slice((i * sound.length) / 40, ((i + 1) * sound.length) / 40));
  }
  rig.queue.finish('a');
  rig.render(1_600);
  expect(rig.out.slice(0, sound.length)).toEqual(sound);
  expect(rig.said('underrun')).toEqual([]);
});

test('messages follow one another without a gap, and each has an end', () => {
  const rig = new Rig();
  const [first, second] = [sine(480, rate, 1_000), sine(480, rate, 1_000)];
  rig.queue.enqueue('a', first);
  rig.queue.finish('a');
  rig.queue.enqueue('b', second);
  rig.queue.finish('b');
  rig.render(20);
  expect(rig.out.slice(0, 1_000)).toEqual(first);
  expect(rig.reports).toEqual([
    { type: 'started', messageId: 'a', at: 0 },
    { type: 'ended', messageId: 'a', frames: 1_000, cut: false, at: 1_000 },
    { type: 'started', messageId: 'b', at: 1_000 },
    { type: 'ended', messageId: 'b', frames: 1_000, cut: false, at: 2_000 },
  ]);
});

test('messages whose pieces come in turns are heard one after the other', () => {
  const rig = new Rig();
  const [a0, a1, a2, b0, b1, c0] = [1, 2, 3, 4, 5, 6].map((part) =>
    new Float32Array(256).fill(part / 10),
  );
  for (const [id, piece] of [
    ['a', a0],
    ['b', b0],
    ['a', a1],
    ['c', c0],
    ['b', b1],
  ] as const) {
    rig.queue.enqueue(id, piece ?? new Float32Array(0));
  }
  rig.render(3);
  // The last of it comes while it sounds, and another waits.
  rig.queue.enqueue('a', a2 ?? new Float32Array(0));
  rig.queue.finish('c');
  rig.render(12);
  const middles = [0, 1, 2, 3, 4, 5].map((part) =>
    Math.round((rig.out[part * 256 + 250] ?? 0) * 10),
  );
  expect(middles).toEqual([1, 2, 3, 4, 5, 6]);
  expect(
    rig.reports
      .filter(({ type }) => type === 'ended')
      .map(({ messageId, frames }) => [messageId, frames]),
  ).toEqual([
    ['a', 768],
    ['b', 512],
    ['c', 256],
  ]);
});

test('a message that was never finished ends when the next one follows it', () => {
  const rig = new Rig();
  rig.queue.enqueue('a', sine(480, rate, 256));
  rig.render(5);
  expect(rig.said('ended')).toEqual([]);
  rig.queue.enqueue('b', sine(480, rate, 256));
  rig.render(1);
  expect(rig.said('ended')).toEqual([
    { type: 'ended', messageId: 'a', frames: 256, cut: false, at: 256 },
  ]);
  expect(rig.said('underrun')).toEqual([]);
});

test('running dry after the end is known, or learning it while dry, is the end and no underrun', () => {
  const rig = new Rig();
  rig.queue.enqueue('a', sine(480, rate, 256));
  rig.queue.finish('a');
  rig.render(20);
  rig.queue.enqueue('b', sine(480, rate, 256));
  rig.render(20);
  rig.queue.finish('b');
  rig.render(20);
  expect(rig.said('underrun')).toEqual([]);
  expect(rig.said('ended').map(({ messageId, frames, at }) => [messageId, frames, at])).toEqual([
    ['a', 256, 256],
    ['b', 256, 2_816],
  ]);
});

test('running dry in the middle is an underrun, as long as the silence was', () => {
  const rig = new Rig();
  rig.queue.enqueue('a', sine(480, rate, 200));
  rig.render(5);
  rig.queue.enqueue('a', sine(480, rate, 1_000));
  rig.queue.finish('a');
  rig.render(20);
  expect(rig.reports).toEqual([
    { type: 'started', messageId: 'a', at: 0 },
    { type: 'underrun', frames: 440 },
    { type: 'ended', messageId: 'a', frames: 1_200, cut: false, at: 1_640 },
  ]);
});

test('the sound goes down and comes back without a click, however loud it breaks off', () => {
  const rig = new Rig();
  rig.queue.enqueue('a', new Float32Array(500).fill(0.9));
  rig.render(10);
  rig.queue.enqueue('a', new Float32Array(500).fill(-0.9));
  rig.queue.finish('a');
  rig.render(10);
  expect(peak(rig.out)).toBeGreaterThan(0.85);
  expect(largestStep(rig.out)).toBeLessThan(0.05);
  expect(peak(rig.out.slice(-300))).toBe(0);
});

test('clear fades a loud sine within 6 ms, and nothing of what waited is heard', () => {
  for (let at = 1; at <= 40; at += 1) {
    const rig = new Rig();
    rig.queue.enqueue('a', sine(200, rate, rate, 1));
    rig.queue.enqueue('b', sine(200, rate, rate, 1));
    rig.render(at);
    rig.queue.clear();
    rig.render(50);
    const cut = at * quantum;
    expect(largestStep(rig.out)).toBeLessThan(0.05);
    expect(peak(rig.out.slice(cut + fadeFrames))).toBe(0);
    expect(peak(rig.out.slice(cut, cut + fadeFrames / 4))).toBeGreaterThan(0);
    expect(rig.reports.slice(1)).toEqual([
      { type: 'ended', messageId: 'a', frames: cut + fadeFrames, cut: true, at: cut + fadeFrames },
    ]);
  }
});

test('sound that comes during the fade does not undo it: it plays after it, from its beginning', () => {
  const rig = new Rig();
  const fresh = sine(480, rate, 1_000, 0.5);
  rig.queue.enqueue('a', new Float32Array(rate).fill(0.8));
  rig.render(4);
  rig.queue.clear();
  rig.render(1);
  rig.queue.enqueue('b', fresh);
  rig.queue.finish('b');
  rig.render(20);
  const silent = 4 * quantum + fadeFrames;
  const fade = rig.out.slice(4 * quantum, silent);
  expect(fade.every((sample, i) => i === 0 || sample < (fade[i - 1] ?? 0))).toBe(true);
  expect(rig.reports.slice(1)).toEqual([
    { type: 'ended', messageId: 'a', frames: silent, cut: true, at: silent },
    { type: 'started', messageId: 'b', at: silent },
    { type: 'ended', messageId: 'b', frames: 1_000, cut: false, at: silent + 1_000 },
  ]);
  const heard = rig.out.slice(silent + 144, silent + 1_000);
  expect(heard).toEqual(fresh.slice(144));
});

test('the same message, sent again after a clear, is new', () => {
  const rig = new Rig();
  rig.queue.enqueue('a', sine(480, rate, 5_000));
  rig.render(2);
  rig.queue.clear();
  rig.queue.enqueue('a', sine(480, rate, 100));
  rig.queue.finish('a');
  rig.render(10);
  expect(rig.said('started')).toHaveLength(2);
  expect(rig.said('ended').map(({ frames, cut }) => [frames, cut])).toEqual([
    [2 * quantum + fadeFrames, true],
    [100, false],
  ]);
});

test('a clear of what was never heard, or of nothing, is not reported', () => {
  const rig = new Rig({ target: () => 10, underrun: () => undefined });
  rig.queue.enqueue('a', sine(480, rate, 100));
  rig.render(5);
  rig.queue.clear();
  rig.render(5);
  expect(rig.reports).toEqual([]);
});

test('a second clear during the fade drops what came between, and the cut is reported once', () => {
  const rig = new Rig();
  rig.queue.enqueue('a', new Float32Array(rate).fill(0.8));
  rig.render(4);
  rig.queue.clear();
  rig.render(1);
  rig.queue.enqueue('b', new Float32Array(rate).fill(0.8));
  rig.queue.clear();
  rig.render(20);
  const silent = 4 * quantum + fadeFrames;
  expect(peak(rig.out.slice(silent))).toBe(0);
  expect(rig.said('started')).toHaveLength(1);
  expect(rig.said('ended')).toMatchObject([{ messageId: 'a', cut: true, at: silent }]);
});

test('a message that is cut while it is dry was audible', () => {
  const rig = new Rig();
  rig.queue.enqueue('a', sine(480, rate, 200));
  rig.render(10);
  rig.queue.clear();
  rig.render(1);
  expect(rig.reports.slice(1)).toEqual([
    { type: 'ended', messageId: 'a', frames: 200, cut: true, at: 1_280 },
  ]);
});

test('a message that ends within the fade does not lend it to the next one', () => {
  const rig = new Rig();
  rig.queue.enqueue('a', new Float32Array(228).fill(0.5));
  rig.queue.finish('a');
  rig.queue.enqueue('b', new Float32Array(rate).fill(-0.9));
  rig.render(1);
  rig.queue.clear();
  rig.render(10);
  expect(Math.min(...rig.out)).toBeGreaterThanOrEqual(0);
  expect(largestStep(rig.out)).toBeLessThan(0.05);
  expect(rig.said('ended').map(({ frames }) => frames)).toEqual([228]);
});

test('no sample of what was cleared is heard after its fade, whatever came when', () => {
  // Every generation between two clears has a level of its own, so a stale sample shows.
  let [heard, clears] = [0, 0];
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = seededRandom(seed);
      const rig = new Rig(new AdaptiveJitterPolicy());
      const cleared: number[] = [];
      const level = (): number => 0.1 * (cleared.length + 1);
      for (let step = 0; step < 60; step += 1) {
        const choice = random();
        const message = `m${Math.floor(random() * 3)}`;
        if (choice < 0.45) {
          const length = 1 + Math.floor(random() * 2_000);
          rig.queue.enqueue(message, new Float32Array(length).fill(level()));
        } else if (choice < 0.6) {
          rig.queue.finish(message);
        } else if (choice < 0.7 && cleared.length < 8) {
          rig.queue.clear();
          cleared.push(rig.frame);
        } else {
          rig.render(1 + Math.floor(random() * 8));
        }
      }
      rig.render(20);
      const { out } = rig;
      heard += out.filter((sample) => sample !== 0).length;
      clears += cleared.length;
      const [started, ended] = ['started', 'ended'].map((type) =>
        rig.said(type).map(({ messageId }) => messageId),
      );
      expect(started?.slice(0, ended?.length)).toEqual(ended);
      expect(largestStep(out)).toBeLessThan(0.05);
      expect(out.every(Number.isFinite)).toBe(true);
      // Where nothing moves, the level tells the generation.
      const stale = out.findIndex((sample, i) => {
        const generation = Math.round(sample / 0.1) - 1;
        const overAt = (cleared[generation] ?? Infinity) + fadeFrames;
        return i > overAt + 150 && sample !== 0 && sample === out[i - 1] && i > 0;
      });
      expect(stale).toBe(-1);
    }),
    { numRuns: 100, seed: 3 },
  );
  expect([heard > 100_000, clears > 200]).toEqual([true, true]);
});

test.each([false, true])(
  'whatever comes, every frame is heard once and counted (stretched: %s)',
  (stretch) => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed);
        const rig = new Rig(new AdaptiveJitterPolicy(), { stretch });
        let sent = 0;
        for (let message = 0; message < 4; message += 1) {
          for (let piece = 0; piece < 5; piece += 1) {
            const length = Math.floor(random() * 3_000);
            rig.queue.enqueue(`m${message}`, new Float32Array(length).fill(0.1));
            sent += length;
            rig.render(Math.floor(random() * 30));
          }
          rig.queue.finish(`m${message}`);
        }
        rig.render(800);
        const ended = rig.said('ended');
        expect(ended.reduce((sum, { frames = 0 }) => sum + frames, 0)).toBe(sent);
        expect(ended.map(({ messageId }) => messageId)).toEqual(
          rig.said('started').map(({ messageId }) => messageId),
        );
      }),
      { numRuns: 60, seed: 4 },
    );
  },
);

test('the volume is reached within 15 ms and in steps that are not heard', () => {
  const rig = new Rig();
  rig.queue.enqueue('a', new Float32Array(rate).fill(1));
  rig.render(10);
  rig.queue.setVolume(0.25);
  rig.render(30);
  rig.queue.setVolume(0);
  rig.render(30);
  const { out } = rig;
  expect(largestStep(out.slice(200))).toBeLessThan(0.002);
  expect(out[10 * quantum + 720]).toBeCloseTo(0.25);
  expect(out[40 * quantum + 720]).toBe(0);
});

test('lowered, it has 12 dB less of whatever the volume is, within 15 ms', () => {
  const rig = new Rig();
  rig.queue.enqueue('a', new Float32Array(rate).fill(1));
  rig.queue.setVolume(0.5);
  rig.render(20);
  rig.queue.duck(true);
  rig.render(20);
  rig.queue.duck(false);
  rig.render(20);
  const { out } = rig;
  expect(largestStep(out.slice(200))).toBeLessThan(0.002);
  expect(out[20 * quantum - 1]).toBe(0.5);
  expect(out[20 * quantum + 720]).toBe(0.125);
  expect(out[40 * quantum + 720]).toBe(0.5);
});

test('the cushion is told when it changes', () => {
  let target = 0.02;
  const rig = new Rig({ target: () => target, underrun: () => undefined });
  const say = (message: string): void => {
    rig.queue.enqueue(message, new Float32Array(500).fill(0.1));
    rig.queue.finish(message);
    rig.render(10);
  };
  rig.queue.reportTarget();
  say('a');
  say('b');
  target = 0.1;
  say('c');
  say('d');
  rig.queue.reportTarget();
  expect(rig.targets).toEqual([0.02, 0.1, 0.1]);
});

test('a volume set in silence holds from the first sample', () => {
  const rig = new Rig();
  rig.queue.setVolume(0.5);
  rig.render();
  rig.queue.enqueue('a', sine(480, rate, 1_000));
  rig.render(5);
  expect(rig.out.slice(128, 640)).toEqual(sine(480, rate, 512, 0.5));
});

test('a volume that is none is not obeyed, one out of range is the nearest', () => {
  const rig = new Rig();
  rig.queue.setVolume(7);
  rig.queue.setVolume(NaN);
  rig.render();
  rig.queue.enqueue('a', sine(480, rate, 1_000));
  rig.render(5);
  expect(rig.out.slice(128, 640)).toEqual(sine(480, rate, 512));
});

test('what is no sound is silence or full scale, and leaves no trace', () => {
  const rig = new Rig();
  const sound = noise(2_000, 0.2);
  const poisoned = sound.slice();
  poisoned[500] = NaN;
  poisoned[501] = Infinity;
  poisoned[502] = -Infinity;
  rig.queue.enqueue('a', poisoned);
  rig.render(30);
  const { out } = rig;
  expect([...out.slice(500, 503)]).toEqual([0, 1, -1]);
  expect(out.slice(503, 2_000)).toEqual(sound.slice(503));
  expect(out.every(Number.isFinite)).toBe(true);
});

test('sound of no length is nothing', () => {
  const rig = new Rig();
  rig.queue.enqueue('a', new Float32Array(0));
  rig.queue.finish('a');
  rig.queue.finish('never heard of');
  rig.render(5);
  expect(rig.reports).toEqual([]);
});

test('what would not fit any more is dropped, which is told, and the rest is heard', () => {
  const rig = new Rig(eager, { capacity: 0.1 });
  for (let piece = 0; piece < 10; piece += 1) {
    rig.queue.enqueue('a', new Float32Array(1_000).fill(0.1));
  }
  expect(rig.said('overflow')).toEqual(
    Array(6).fill({ type: 'overflow', messageId: 'a', frames: 1_000 }),
  );
  rig.queue.finish('a');
  rig.render(100);
  expect(rig.said('ended')).toMatchObject([{ frames: 4_000 }]);
});

test('quanta that the context skipped are a gap in the message, without a click where it goes on', () => {
  const rig = new Rig();
  const sound = sine(440, rate, 2_560, 0.9);
  rig.render(7);
  rig.queue.enqueue('a', sound);
  rig.queue.finish('a');
  rig.render(10);
  rig.skip(640);
  rig.render(20);
  expect(rig.reports).toEqual([
    { type: 'started', messageId: 'a', at: 896 },
    { type: 'underrun', frames: 640 },
    { type: 'ended', messageId: 'a', frames: 2_560, cut: false, at: 896 + 640 + 2_560 },
  ]);
  const back = rig.out.slice(896 + 1_280 + 640);
  expect(Math.abs(back[0] ?? NaN)).toBeLessThan(0.01);
  expect(largestStep(back)).toBeLessThan(0.08);
  expect(back.slice(144, 1_280)).toEqual(sound.slice(1_424));
});

test('a frame count that stands still and makes up for it changes nothing', () => {
  const rig = new Rig();
  const sound = sine(440, rate, 5_120, 0.9);
  rig.queue.enqueue('a', sound);
  rig.queue.finish('a');
  const output = new Float32Array(quantum);
  const parts: Float32Array[] = [];
  for (let at = 0; at < 6_400; at += quantum) {
    rig.queue.render(output, Math.floor(at / 640) * 640);
    parts.push(output.slice());
  }
  expect(concat(parts).slice(0, 5_120)).toEqual(sound);
  expect(rig.reports.map(({ type, at }) => [type, at])).toEqual([
    ['started', 0],
    ['ended', 5_120],
  ]);
});

test('a message waits for the cushion, for its end, or for as long as the cushion lasts', () => {
  const cushion: JitterPolicy = { target: () => 0.05, underrun: () => undefined };
  const startOf = (feed: (rig: Rig) => void): number | undefined => {
    const rig = new Rig(cushion);
    rig.render();
    rig.queue.enqueue('a', new Float32Array(1_000));
    rig.render();
    feed(rig);
    rig.render(40);
    return rig.said('started')[0]?.at;
  };
  expect(startOf((rig) => rig.queue.enqueue('a', new Float32Array(1_400)))).toBe(256);
  expect(startOf((rig) => rig.queue.finish('a'))).toBe(256);
  // 2,400 frames after the first sound came, at the next quantum.
  expect(startOf((rig) => rig.queue.enqueue('a', new Float32Array(1_399)))).toBe(2_560);
  expect(startOf(() => undefined)).toBe(2_560);
});

test('the policy is told what an underrun lacked: what was held, and how late more came', () => {
  const told: number[][] = [];
  const policy: JitterPolicy = {
    target: () => 0.02,
    underrun: (time, held, gap) =>
      told.push([time * rate, held * rate, gap * rate].map(Math.round)),
  };
  const rig = new Rig(policy);
  rig.queue.enqueue('a', new Float32Array(1_024).fill(0.1));
  rig.render(10);
  // Two quanta late; and then the cushion is waited for, which is not the line's fault.
  rig.queue.enqueue('a', new Float32Array(500).fill(0.1));
  rig.render(3);
  rig.queue.enqueue('a', new Float32Array(1_419).fill(0.1));
  rig.render(1);
  expect(rig.said('underrun')).toEqual([]);
  rig.queue.enqueue('a', new Float32Array(1).fill(0.1));
  rig.render(3);
  expect(told).toEqual([[10 * quantum, 1_024, 2 * quantum]]);
  expect(rig.said('underrun')).toEqual([{ type: 'underrun', frames: 6 * quantum }]);
});

/** Frames at which pieces of 100 ms come that were sent at real time, each up to 160 ms later than the fastest could be. */
function arrivals(seed: number, count: number): number[] {
  const random = seededRandom(seed);
  // A line keeps its order: what is late holds up what follows.
  let latest = 0;
  return Array.from({ length: count }, (_, i) => {
    latest = Math.max(latest, (i + 1) * piece + (random() - 0.5) * 0.16 * rate);
    return latest;
  });
}
const piece = rate / 10;

/** Renders until all of it was heard. */
function playLine(rig: Rig, sound: Float32Array<ArrayBuffer>, due: readonly number[]): void {
  let next = 0;
  while (rig.said('ended').length === 0) {
    for (; (due[next] ?? Infinity) <= rig.frame; next += 1) {
      rig.queue.enqueue('a', sound.slice(next * piece, (next + 1) * piece));
      if (next === due.length - 1) rig.queue.finish('a');
    }
    rig.render();
  }
}

test('a minute at real time with ±80 ms of jitter runs dry twice at most, and at first', () => {
  let late = 0;
  for (let seed = 1; seed <= 8; seed += 1) {
    const rig = new Rig(new AdaptiveJitterPolicy());
    playLine(rig, new Float32Array(600 * piece).fill(0.1), arrivals(seed, 600));
    const dry = rig.said('underrun');
    expect(dry.length).toBeLessThanOrEqual(2);
    late += (rig.dryAt.at(-1) ?? 0) > 5 * rate ? 1 : 0;
  }
  // Chance may keep the first late piece back for longer.
  expect(late).toBeLessThanOrEqual(1);
});

// What is late is covered by a Stretcher.

test('on a line with ±80 ms of jitter nothing is silent, and all is at most 100 ms later than without', () => {
  for (let seed = 1; seed <= 8; seed += 1) {
    const rig = new Rig(new AdaptiveJitterPolicy(), { stretch: true });
    const seconds = 10;
    playLine(rig, sine(443, rate, seconds * rate, 0.5), arrivals(seed, 10 * seconds));
    expect(rig.said('underrun')).toEqual([]);
    const [ended] = rig.said('ended');
    expect(ended?.frames).toBe(seconds * rate);
    // Without jitter it would start when the first piece is there, after 100 ms, and end 20 s later.
    const [sound, start] = [rig.out, 0.25 * rate];
    const end = (ended?.at ?? 0) - 0.01 * rate;
    expect((ended?.at ?? 0) / rate - seconds - 0.1).toBeLessThan(0.1);
    expect(largestStep(sound)).toBeLessThan(0.05);
    expect(quietest(sound.slice(start, end))).toBeGreaterThan(0.15);
    expect(Math.abs(pitch(sound.slice(start, end)) / 443 - 1)).toBeLessThan(0.01);
  }
});

/** The least root mean square of any 10 ms. */
function quietest(sound: Float32Array): number {
  const frames = rate / 100;
  let least = Infinity;
  for (let at = 0; at + frames <= sound.length; at += frames) {
    const energy = sound.subarray(at, at + frames).reduce((sum, sample) => sum + sample ** 2, 0);
    least = Math.min(least, Math.sqrt(energy / frames));
  }
  return least;
}

/** Rising zero crossings a second. */
function pitch(sound: Float32Array): number {
  const crossings = sound.filter((sample, i) => sample >= 0 && (sound[i - 1] ?? 0) < 0);
  return crossings.length / (sound.length / rate);
}

/** 200 ms of a voice that breaks off, and how late the rest of it comes, in ms. */
function late(ms: number): { rig: Rig; sound: Float32Array<ArrayBuffer> } {
  const rig = new Rig(eager, { stretch: true });
  const sound = sine(200, rate, rate, 0.5);
  rig.queue.enqueue('a', sound.slice(0, 9_600));
  rig.render(75 + Math.round((ms * rate) / 1000 / quantum));
  return { rig, sound };
}

test('of what is late for longer than a vowel lasts, the rest is silent, and goes on without a click', () => {
  const { rig, sound } = late(600);
  rig.queue.enqueue('a', sound.slice(9_600));
  rig.queue.finish('a');
  rig.render(500);
  const [dry] = rig.said('underrun');
  const stretched = rig.said('stretched').reduce((sum, { frames = 0 }) => sum + frames, 0);
  expect(stretched / rate).toBeGreaterThan(0.24);
  expect(stretched / rate).toBeLessThan(0.27);
  expect(rig.said('ended')).toMatchObject([
    { frames: rate, at: rate + stretched + (dry?.frames ?? 0) },
  ]);
  expect(largestStep(rig.out)).toBeLessThan(0.05);
  expect(peak(rig.out.slice(9_600 + 0.28 * rate, 9_600 + 0.55 * rate))).toBe(0);
});

test('an interruption while sound is stretched is silence as soon as any other, and counts what was sent', () => {
  for (const more of [false, true]) {
    const { rig, sound } = late(30);
    if (more) rig.queue.enqueue('a', sound.slice(9_600));
    rig.queue.clear();
    const cut = rig.frame;
    rig.render(20);
    expect(largestStep(rig.out)).toBeLessThan(0.05);
    expect(peak(rig.out.slice(cut + fadeFrames + 144))).toBe(0);
    expect(rig.said('ended')).toMatchObject([
      { frames: 9_600 + (more ? fadeFrames : 0), cut: true },
    ]);
  }
});

test('an interruption while sound grows as loud again as it was makes no click', () => {
  for (let ms = 150; ms < 240; ms += 1) {
    const { rig, sound } = late(ms);
    rig.queue.enqueue('a', sound.slice(9_600));
    rig.render(1 + (ms % 3));
    rig.queue.clear();
    rig.render(20);
    expect(largestStep(rig.out)).toBeLessThan(0.05);
  }
});

test('an end that is told while sound is stretched is the end', () => {
  const { rig } = late(30);
  rig.queue.finish('a');
  const told = rig.frame;
  rig.render(20);
  expect(peak(rig.out.slice(told + 144))).toBe(0);
  expect(rig.said('ended')).toMatchObject([{ frames: 9_600, cut: false }]);
  expect(rig.said('underrun')).toEqual([]);
});

test('a message that follows one that is stretched starts at once', () => {
  const { rig } = late(30);
  rig.queue.enqueue('b', sine(440, rate, 1_000));
  const next = rig.frame;
  rig.render(20);
  expect(rig.said('started')).toMatchObject([{ at: 0 }, { messageId: 'b', at: next }]);
});

test('what was stretched is made up for when more waits than is needed, to the last frame', () => {
  const { rig } = late(100);
  const long = sine(200, rate, 20 * rate, 0.5);
  rig.queue.enqueue('a', long);
  rig.queue.finish('a');
  rig.render((21 * rate) / quantum);
  const joints = rig.said('stretched').map(({ frames = 0 }) => frames);
  const added = joints.filter((frames) => frames > 0).reduce((sum, frames) => sum + frames, 0);
  const behind = joints.reduce((sum, frames) => sum + frames, 0);
  expect(added / rate).toBeGreaterThan(0.09);
  // One period of the lag that was left is too little to be left out.
  expect(Math.abs(behind) / rate).toBeLessThan(0.015);
  expect(rig.said('ended')).toMatchObject([{ frames: 9_600 + long.length }]);
  expect(largestStep(rig.out)).toBeLessThan(0.05);
});

test('silence is left out first', () => {
  const { rig } = late(100);
  const [voice, pause] = [noise(9 * rate, 0.2), new Float32Array(rate)];
  rig.queue.enqueue('a', concat([voice.slice(0, 5 * rate), pause, voice.slice(5 * rate)]));
  rig.queue.finish('a');
  rig.render((6 * rate) / quantum);
  const shortened = rig.said('stretched').filter(({ frames = 0 }) => frames < 0);
  expect(shortened.length).toBeGreaterThan(5);
  expect(shortened.every(({ frames }) => frames === -0.015 * rate)).toBe(true);
});
