import { expect, it } from 'vitest';
import { Endpointer } from './endpointer.ts';

const options = { frameMs: 20, onset: { voicedMs: 120, withinMs: 240 } };

/** Feeds runs of frames; gives what happened and at which frame. */
function run(...runs: [voiced: boolean, frames: number][]) {
  const endpointer = new Endpointer(options);
  const happened: { what: string; frame: number; begin: number; end: number }[] = [];
  let frame = 0;
  for (const [voiced, frames] of runs) {
    for (let i = 0; i < frames; i++) {
      frame += 1;
      const what = endpointer.push(voiced);
      if (what) happened.push({ what, frame, begin: endpointer.begin, end: endpointer.end });
    }
  }
  return happened;
}

it('speech starts 120 ms after the first voice', () => {
  expect(run([false, 50], [true, 50])).toEqual([
    { what: 'started', frame: 56, begin: 1000, end: 1120 },
  ]);
});

it('a click of 100 ms is no speech', () => {
  expect(run([false, 50], [true, 5], [false, 50])).toEqual([]);
});

it('800 ms of silence end it, and the end is where the voice was last heard', () => {
  const [, ended] = run([false, 10], [true, 50], [false, 60]);
  // Two stray frames count as silence, so the window may still hold the last two voiced ones.
  expect(ended).toEqual({ what: 'ended', frame: 98, begin: 200, end: 1200 });
});

it('a pause of 700 ms does not end it', () => {
  expect(run([true, 30], [false, 35], [true, 30])).toHaveLength(1);
});

it('a stray voiced frame in the silence does not keep it open', () => {
  const happened = run([true, 30], [false, 20], [true, 1], [false, 30]);
  expect(happened.map(({ what }) => what)).toEqual(['started', 'ended']);
});

it('the silence may become longer and shorter while somebody pauses', () => {
  const endpointer = new Endpointer(options);
  const pushed = (frames: number, voiced: boolean) =>
    Array.from({ length: frames }, () => endpointer.push(voiced)).filter(Boolean);
  expect(pushed(50, true)).toEqual(['started']);
  endpointer.silenceMs = 1500;
  expect(pushed(70, false)).toEqual([]);
  endpointer.silenceMs = 500;
  expect(pushed(1, false)).toEqual(['ended']);
});

it('speech may start sooner where less of it is asked for', () => {
  const endpointer = new Endpointer(options);
  const starts = [true, true, true].map((voiced) => endpointer.push(voiced, 50));
  expect(starts).toEqual([undefined, undefined, 'started']);
});

it('an utterance of 30 seconds is cut and the next begins', () => {
  const happened = run([true, 1600]);
  expect(happened.map(({ what }) => what)).toEqual(['started', 'ended', 'started']);
  expect(happened[1]?.frame).toBe(1500);
});

it('finishing ends speech that is under way and nothing else', () => {
  const endpointer = new Endpointer(options);
  expect(endpointer.finish()).toBeUndefined();
  for (let i = 0; i < 20; i++) endpointer.push(true);
  expect(endpointer.finish()).toBe('ended');
  expect(endpointer.finish()).toBeUndefined();
});
