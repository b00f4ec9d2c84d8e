import { expect, test } from 'vitest';
import { CapturePipeline } from './capture-pipeline.ts';
import type { CaptureGuards } from './capture-pipeline.ts';
import { rootMeanSquare } from '../level.ts';
import { concat, noise, sine, tone } from '../../../test/support/test-signals.ts';

interface Chunk {
  samples: Int16Array;
  level: number;
  voice: boolean;
}

const chunkOf = (samples: Int16Array, voice: boolean): Chunk => ({
  samples,
  level: rootMeanSquare(Float32Array.from(samples, (x) => x / 32_768)),
  voice,
});

class Rig {
  readonly pipeline: CapturePipeline;
  readonly chunks: Chunk[] = [];
  frame = 4_096;

  constructor(
    rate: number,
    sampleRate = 16_000,
    chunkDuration = 20,
    guards: Partial<CaptureGuards> = {},
  ) {
    this.pipeline = new CapturePipeline(
      rate,
      { sampleRate, chunkDuration },
      (samples, voice) => this.chunks.push(chunkOf(new Int16Array(samples), voice)),
      guards,
    );
  }

  feed(sound: Float32Array, quantum = 128): void {
    for (let at = 0; at + quantum <= sound.length; at += quantum) {
      this.pipeline.process(sound.subarray(at, at + quantum), this.frame);
      this.frame += quantum;
    }
  }

  get sound(): Float32Array<ArrayBuffer> {
    return concat(this.chunks.map(({ samples }) => Float32Array.from(samples, (x) => x / 32_768)));
  }
}

test.each([
  [8_000, 16_000, 20, 320],
  [11_025, 16_000, 20, 320],
  [22_050, 16_000, 20, 320],
  [88_200, 16_000, 20, 320],
  [176_400, 16_000, 20, 320],
  [192_000, 16_000, 20, 320],
  [192_000, 48_000, 20, 960],
  [8_000, 8_000, 20, 160],
  [44_100, 16_000, 20, 320],
  [48_000, 16_000, 20, 320],
  [96_000, 16_000, 100, 1_600],
  [48_000, 24_000, 50, 1_200],
  [44_100, 8_000, 20, 160],
  [16_000, 16_000, 20, 320],
])(
  '%i Hz in: chunks of %i Hz, %i ms, exactly %i samples, with the tone that was played',
  (rate, wire, ms, length) => {
    const rig = new Rig(rate, wire, ms);
    rig.feed(sine(440, rate, 2 * rate, 0.5));
    expect(rig.chunks.length).toBeGreaterThanOrEqual(2_000 / ms - 1);
    for (const { samples } of rig.chunks) expect(samples.length).toBe(length);
    const { amplitude, rest } = tone(rig.sound.slice(wire / 2), 440, wire);
    expect(amplitude).toBeCloseTo(0.5, 2);
    expect(rest).toBeLessThan(0.001);
  },
);

test('a quantum of another length changes nothing', () => {
  const [small, large] = [new Rig(48_000), new Rig(48_000)];
  const sound = noise(48_000, 0.2);
  small.feed(sound);
  large.feed(sound, 512);
  const frames = Math.min(small.sound.length, large.sound.length);
  expect(large.sound.slice(0, frames)).toEqual(small.sound.slice(0, frames));
});

test('muted, zeros keep flowing; then the microphone is heard again', () => {
  const rig = new Rig(48_000);
  const second = sine(440, 48_000, 48_000, 0.5);
  rig.feed(second);
  rig.pipeline.muted = true;
  rig.feed(second);
  rig.pipeline.muted = false;
  rig.feed(second);
  expect(rig.chunks.length).toBeGreaterThanOrEqual(149);
  const levels = rig.chunks.map(({ level }) => level);
  // Not even the chunk in which it was muted has its last moments.
  expect(Math.max(...levels.slice(50, 99))).toBe(0);
  expect(Math.min(...levels.slice(1, 49))).toBeGreaterThan(0.3);
  expect(Math.min(...levels.slice(101))).toBeGreaterThan(0.3);
  expect(rig.chunks.slice(50, 99).some(({ voice }) => voice)).toBe(false);
});

/** What the user does. */
type Step = 'mute' | 'unmute' | 'talk' | 'stop';
const sequences: Step[][] = [
  ['mute', 'unmute', 'talk'],
  ['mute', 'talk', 'unmute'],
  ['talk', 'mute', 'unmute'],
  ['talk', 'stop', 'mute', 'unmute', 'talk'],
  ['talk', 'mute', 'stop', 'unmute', 'talk'],
  ['mute', 'unmute', 'mute', 'unmute', 'talk'],
  ['mute', 'unmute'],
];

test.each(sequences.map((steps) => [steps.join(', '), steps] as const))(
  'no sample of before a mute is handed over after it: %s',
  (_, steps) => {
    for (const rate of [16_000, 44_100, 48_000]) {
      for (const pushToTalk of [true, false]) {
        for (const quanta of [1, 7]) {
          const after = loudestAfterMute(steps, rate, pushToTalk, quanta);
          expect(after).toBeLessThan(200);
          // Else nothing was let through in the end, and the test were none.
          expect(after).toBeGreaterThan(5);
        }
      }
    }
  },
);

/** The loudest sample handed over since the first mute: of 16,000 before it and of 33 after it. */
function loudestAfterMute(
  steps: readonly Step[],
  rate: number,
  pushToTalk: boolean,
  quanta: number,
): number {
  const rig = new Rig(rate, 16_000, 20, { pushToTalk });
  let [before, at] = [-1, 0];
  const feed = (count: number): void => {
    rig.feed(noise(count * 128, 0.5, (at += 1)).map((x) => (before < 0 ? x : x * 0.002)));
  };
  feed(151);
  for (const step of steps) {
    if (step === 'mute' && before < 0) before = rig.chunks.length;
    if (step === 'mute' || step === 'unmute') rig.pipeline.muted = step === 'mute';
    else rig.pipeline.talking = step === 'talk';
    feed(quanta);
  }
  rig.pipeline.talking = true;
  feed(200);
  const after = rig.chunks.slice(before).flatMap(({ samples }) => [...samples]);
  return Math.max(...after.map(Math.abs));
}

test('without a microphone zeros keep the clock going', () => {
  const rig = new Rig(48_000);
  for (let i = 0; i < 375; i += 1) rig.pipeline.process(null, i * 128);
  expect(rig.chunks.length).toBe(50);
  expect(rig.chunks.every(({ level, voice }) => level === 0 && !voice)).toBe(true);
});

test('a chunk is full by the end of the device callback that completes it, wherever the quanta fall', () => {
  const quantum = new Float32Array(128);
  for (const [rate, callback] of [
    [48_000, 480],
    [44_100, 441],
  ] as const) {
    for (let left = 0; left < 128; left += 1) {
      const rig = new Rig(rate);
      let rendered = 0;
      for (let callbacks = 1; callbacks <= 20; callbacks += 1) {
        // What the device did not take of the last quantum comes first.
        for (; rendered < callbacks * callback - left; rendered += 128) rig.feed(quantum);
        expect(rig.chunks.length).toBe(Math.floor(callbacks / 2));
      }
    }
  }
});

test('a chunk says whether a voice was heard anywhere in it', () => {
  const rig = new Rig(48_000, 16_000, 100);
  const voice = sine(300, 48_000, 4_800, 0.2).map(
    (x, i) => x + 0.2 * Math.sin((2 * Math.PI * 900 * i) / 48_000),
  );
  rig.feed(noise(96_000, 0.0005));
  expect(rig.chunks.some((chunk) => chunk.voice)).toBe(false);
  rig.feed(voice);
  rig.feed(noise(96_000, 0.0005, 2));
  const voiced = rig.chunks.flatMap((chunk, i) => (chunk.voice ? [i] : []));
  // 100 ms of voice and 250 ms after it, by chunks of 100 ms.
  expect(voiced[0]).toBe(20);
  expect(voiced.length).toBeGreaterThanOrEqual(3);
  expect(voiced.length).toBeLessThanOrEqual(5);
});

test('a microphone that gives what is no number is silent for that time and no longer', () => {
  const rig = new Rig(48_000);
  rig.feed(sine(440, 48_000, 9_600, 0.5));
  rig.feed(new Float32Array(9_600).fill(NaN));
  rig.feed(sine(440, 48_000, 9_600, 0.5));
  const levels = rig.chunks.map(({ level }) => level);
  expect(levels.every(Number.isFinite)).toBe(true);
  expect(Math.max(...levels.slice(11, 19))).toBe(0);
  expect(Math.min(...levels.slice(21))).toBeGreaterThan(0.3);
});

test('quanta that the context skipped are silence, so that the stream keeps its time', () => {
  const rig = new Rig(48_000);
  rig.feed(sine(440, 48_000, 48_000, 0.5));
  rig.frame += 128 * 75;
  rig.feed(sine(440, 48_000, 48_000, 0.5));
  const levels = rig.chunks.map(({ level }) => level);
  expect(rig.chunks.length).toBe(110);
  expect(Math.max(...levels.slice(51, 59))).toBe(0);
  expect(Math.min(...levels.slice(1, 49), ...levels.slice(61))).toBeGreaterThan(0.3);
});

test('a frame count that stands still and makes up for it changes nothing', () => {
  const [steady, halting] = [new Rig(48_000), new Rig(48_000)];
  const sound = noise(48_000, 0.2);
  steady.feed(sound);
  for (let at = 0; at + 128 <= sound.length; at += 128) {
    halting.pipeline.process(sound.subarray(at, at + 128), 4_096 + Math.floor(at / 640) * 640);
  }
  expect(halting.sound).toEqual(steady.sound);
});

test('with push-to-talk, silence until the user talks, then from 300 ms before it until 200 ms after', () => {
  const open = new Rig(16_000);
  const talk = new Rig(16_000, 16_000, 20, { pushToTalk: true });
  const sound = noise(32_000, 0.2);
  open.feed(sound);
  talk.feed(sound.subarray(0, 12_800));
  expect(talk.chunks.every(({ level, voice }) => level === 0 && !voice)).toBe(true);
  talk.pipeline.talking = true;
  talk.feed(sound.subarray(12_800, 19_200));
  talk.pipeline.talking = false;
  talk.feed(sound.subarray(19_200));
  // The stream itself begins a render quantum late.
  const before = 12_800 + 128;
  expect(talk.sound.subarray(before, before + 4_800 + 6_400 + 3_200)).toEqual(
    open.sound.subarray(128 + 12_800 - 4_800, 128 + 19_200 + 3_200),
  );
  expect(talk.sound.subarray(before + 14_400).every((sample) => sample === 0)).toBe(true);
});

test('a mute is a mute, even while the user holds the button', () => {
  const rig = new Rig(16_000, 16_000, 20, { pushToTalk: true });
  rig.pipeline.muted = true;
  rig.feed(noise(16_000, 0.2));
  rig.pipeline.talking = true;
  rig.feed(noise(16_000, 0.2));
  expect(rig.chunks.every(({ level }) => level === 0)).toBe(true);
});

test('with the echo guard, what may be an echo is attenuated, what is louder is not', () => {
  const rig = new Rig(16_000, 16_000, 20, { echoGuard: true });
  rig.pipeline.echo = 0.01;
  rig.feed(sine(300, 16_000, 16_000, 0.1));
  expect(rig.chunks.at(-1)?.level).toBeLessThan(0.003);
  rig.feed(sine(300, 16_000, 16_000, 0.5));
  expect(rig.chunks.at(-1)?.level).toBeCloseTo(0.35, 2);
});

test('push-to-talk: it says whether what is heard passes, from the press to the end of what is heard after the release', () => {
  const { pipeline } = new Rig(16_000, 16_000, 20, { pushToTalk: true });
  const held = (seconds: number): (boolean | undefined)[] => {
    const all = [pipeline.held];
    for (let frame = 0; frame < seconds * 16_000; frame += 160) {
      pipeline.process(new Float32Array(160), 4096 + frame);
      all.push(pipeline.held);
    }
    return all;
  };
  expect(new Set(held(0.5))).toEqual(new Set([false]));
  pipeline.talking = true;
  expect(new Set(held(0.5))).toEqual(new Set([true]));
  pipeline.talking = false;
  const after = held(0.5);
  expect(after.slice(0, 19)).not.toContain(false);
  expect(after.slice(21)).not.toContain(true);
  expect(new Rig(16_000).pipeline.held).toBe(undefined);
});
