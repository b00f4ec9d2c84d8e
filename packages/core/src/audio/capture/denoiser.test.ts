import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { beforeAll, expect, test } from 'vitest';
import { concat, noise, sine, speech, tone } from '../../../test/support/test-signals.ts';
import { rootMeanSquare } from '../level.ts';
import { CapturePipeline } from './capture-pipeline.ts';
import { Denoiser } from './denoiser.ts';
import type { Rnnoise } from './denoiser.ts';

let module: WebAssembly.Module;

beforeAll(async () => {
  const file = createRequire(import.meta.url).resolve('simple-rnnoise-wasm/rnnoise.wasm');
  module = await WebAssembly.compile(new Uint8Array(await readFile(file)));
});

const rnnoise = (): Rnnoise => new WebAssembly.Instance(module).exports as unknown as Rnnoise;

/** Noise as a fan or a street makes it: the lower, the louder. */
function rumble(frames: number, level: number): Float32Array<ArrayBuffer> {
  let low = 0;
  const sound = noise(frames, 1).map((x) => (low = 0.98 * low + 0.02 * x));
  const gain = level / rootMeanSquare(sound);
  return sound.map((x) => x * gain);
}

/** What a pipeline at 48 kHz gives for a sound, with a denoiser from its first chunk on. */
class Rig {
  readonly failures: string[] = [];
  readonly chunks: Float32Array[] = [];
  /** Quanta that had gone in when the chunk came out. */
  readonly times: number[] = [];
  readonly pipeline: CapturePipeline;
  #quanta = 0;

  constructor(engine: Rnnoise | null, now?: () => number, rate = 48_000) {
    this.pipeline = new CapturePipeline(
      rate,
      { sampleRate: 16_000, chunkDuration: 20 },
      (samples) => {
        this.chunks.push(Float32Array.from(new Int16Array(samples), (x) => x / 32_768));
        this.times.push(this.#quanta);
      },
    );
    if (!engine) return;
    const fail = (message: string): number => this.failures.push(message);
    this.pipeline.filter = new Denoiser(engine, rate, 16_000, fail, now);
  }

  feed(sound: Float32Array): void {
    for (let at = 0; at + 128 <= sound.length; at += 128) {
      this.#quanta += 1;
      this.pipeline.process(sound.subarray(at, at + 128), this.#quanta * 128);
    }
  }

  get sound(): Float32Array {
    return concat(this.chunks);
  }
}

const level = (sound: Float32Array, from: number, until: number): number =>
  rootMeanSquare(sound.subarray(from * 16_000, until * 16_000));

/** Samples by which `later` follows `sound`. */
function lag(sound: Float32Array, later: Float32Array): number {
  const at = (shift: number): number => {
    let sum = 0;
    for (let i = 16_000; i < 32_000; i += 1) sum += (sound[i] ?? 0) * (later[i + shift] ?? 0);
    return sum;
  };
  return Array.from({ length: 600 }, (_, i) => i).reduce((a, b) => (at(b) > at(a) ? b : a), 0);
}

test('noise is taken away, a voice stays, 10 ms later and in chunks that come when they would have come', () => {
  const voice = speech(3, 0.1, 48_000);
  const [plain, clean] = [new Rig(null), new Rig(rnnoise())];
  for (const rig of [plain, clean]) rig.feed(voice);
  expect(lag(plain.sound, clean.sound)).toBe(160);
  expect(level(clean.sound, 1, 2.5) / level(plain.sound, 1, 2.5)).toBeGreaterThan(0.7);
  expect(Math.abs(clean.chunks.length - plain.chunks.length)).toBeLessThanOrEqual(1);
  // A chunk is cut in the same quantum, or in the next: no frame waits for half a chunk.
  const waits = clean.times.map((time, i) => time - (plain.times[i] ?? time));
  expect(Math.max(...waits)).toBeLessThanOrEqual(1);

  const fan = rumble(3 * 48_000, 0.05);
  const [rough, smooth] = [new Rig(null), new Rig(rnnoise())];
  for (const rig of [rough, smooth]) rig.feed(fan);
  const removed = 20 * Math.log10(level(rough.sound, 2, 2.9) / level(smooth.sound, 2, 2.9));
  expect(removed).toBeGreaterThan(15);
  expect([...clean.failures, ...smooth.failures]).toEqual([]);
});

test.each([16_000, 44_100, 96_000])('a microphone at %i Hz is denoised as well', (rate) => {
  const rig = new Rig(rnnoise(), undefined, rate);
  rig.feed(rumble(3 * rate, 0.05));
  expect(level(rig.sound, 2, 2.8)).toBeLessThan(0.005);
  expect(rig.sound.length).toBeGreaterThan(2.9 * 16_000);
});

test('only what it takes for a voice is one', () => {
  const rig = new Rig(rnnoise());
  const heard = (sound: Float32Array): boolean => {
    let voice = false;
    for (let at = 0; at < sound.length; at += 12_800) {
      rig.feed(sound.subarray(at, at + 12_800));
      voice ||= rig.pipeline.voice;
    }
    return voice;
  };
  const gusts = rumble(96_000, 0.1).map((x, i) => (i % 24_000 < 12_000 ? x : x / 100));
  heard(new Float32Array(48_000));
  expect(heard(gusts)).toBe(false);
  expect(heard(speech(2, 0.1, 48_000))).toBe(true);
});

test('an engine that throws is given up: the sound goes on as it is, and not a sample is missing', () => {
  const engine = rnnoise();
  let frames = 0;
  const broken: Rnnoise = {
    ...engine,
    memory: engine.memory,
    // What it gives is the frame before, untouched, so that a hole would be seen.
    pipe: () => {
      frames += 1;
      if (frames > 100) throw new Error('out of order');
      return 0;
    },
  };
  const rig = new Rig(broken);
  rig.feed(sine(440, 48_000, 96_000, 0.5));
  expect(rig.failures).toEqual(['Error: out of order']);
  // A hole or a repeated sample would be heard beside the tone.
  const { amplitude, rest } = tone(rig.sound.subarray(4_000, 30_000), 440, 16_000);
  expect(amplitude).toBeCloseTo(0.5, 2);
  expect(rest).toBeLessThan(0.002);
});

test('an engine that is too slow is given up after a second; one that stutters is not', () => {
  let clock = 0;
  let asked = 0;
  const taking = (took: (frame: number) => number): Rig => {
    const engine = rnnoise();
    const slow: Rnnoise = {
      ...engine,
      memory: engine.memory,
      pipe: (state, frames) => {
        asked += 1;
        clock += took(asked);
        return engine.pipe(state, frames);
      },
    };
    return new Rig(slow, () => clock);
  };
  const slow = taking(() => 8);
  slow.feed(rumble(96_000, 0.05));
  expect(slow.failures).toEqual(['It takes too long on this machine.']);
  expect(asked).toBeLessThanOrEqual(60);
  const stutters = taking((frame) => (frame % 3 === 0 ? 30 : 1));
  stutters.feed(rumble(3 * 48_000, 0.05));
  expect(stutters.failures).toEqual([]);
});

test('muted, nothing of what was said before comes out any more', () => {
  const rig = new Rig(rnnoise());
  rig.feed(speech(1, 0.3, 48_000));
  const before = rig.chunks.length;
  rig.pipeline.muted = true;
  rig.feed(speech(1, 0.3, 48_000));
  const after = concat(rig.chunks.slice(before));
  expect(Math.max(...after.map(Math.abs))).toBeLessThan(0.0005);
});

test('what is no number breaks nothing', () => {
  const rig = new Rig(rnnoise());
  rig.feed(speech(1, 0.1, 48_000));
  rig.feed(new Float32Array(480).fill(NaN));
  rig.feed(speech(2, 0.1, 48_000));
  expect(level(rig.sound, 2, 2.9)).toBeGreaterThan(0.03);
});

test('ten seconds cost less than one of one core', () => {
  const rig = new Rig(rnnoise());
  const sound = concat([speech(5, 0.1, 48_000), noise(5 * 48_000, 0.05)]);
  const before = process.cpuUsage();
  rig.feed(sound);
  const { user } = process.cpuUsage(before);
  // 3 % by measurement; the tests share their processors.
  expect(user / 1000).toBeLessThan(1000);
});
