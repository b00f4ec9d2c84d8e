import { expect, test } from 'vitest';
import type { JitterPolicy } from './jitter-policy.ts';
import { AdaptiveJitterPolicy } from './jitter-policy.ts';
import {
  arrivals,
  playLine,
  quantum,
  QueueRig as Rig,
  rate,
} from '../../../test/support/queue-rig.ts';
import { largestStep, peak, sine } from '../../../test/support/test-signals.ts';

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

test('a minute at real time with ±80 ms of jitter runs dry twice at most, and at first', () => {
  let late = 0;
  for (let seed = 1; seed <= 8; seed += 1) {
    const rig = new Rig(new AdaptiveJitterPolicy());
    playLine(rig, new Float32Array(60 * rate).fill(0.1), arrivals(seed, 600));
    const dry = rig.said('underrun');
    expect(dry.length).toBeLessThanOrEqual(2);
    late += (rig.dryAt.at(-1) ?? 0) > 5 * rate ? 1 : 0;
  }
  // Chance may keep the first late piece back for longer.
  expect(late).toBeLessThanOrEqual(1);
});
