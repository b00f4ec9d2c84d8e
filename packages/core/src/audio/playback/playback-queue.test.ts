import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AdaptiveJitterPolicy } from './jitter-policy.ts';
import {
  eager,
  fadeFrames,
  quantum,
  QueueRig as Rig,
  rate,
} from '../../../test/support/queue-rig.ts';
import {
  concat,
  largestStep,
  noise,
  peak,
  pieces,
  seededRandom,
  sine,
} from '../../../test/support/test-signals.ts';

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
