import { expect, test } from 'vitest';
import { AdaptiveJitterPolicy } from './jitter-policy.ts';
import {
  arrivals,
  eager,
  fadeFrames,
  playLine,
  quantum,
  QueueRig as Rig,
  rate,
} from '../../../test/support/queue-rig.ts';
import { concat, largestStep, noise, peak, sine } from '../../../test/support/test-signals.ts';

// What is late, as it is heard: through a queue with a Stretcher.

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
