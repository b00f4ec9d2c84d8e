import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import type { LogEntry } from '../../base/log.ts';
import { createFliteSynthesiser } from '../synthesis/flite.ts';
import { createSileroVoiceActivity } from './silero.ts';
import type { VoiceActivity } from './voice-activity.ts';
import { WorkerThreads } from '../support/worker-threads.ts';

// Threads are started.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const flite = createFliteSynthesiser();
const logged: LogEntry[] = [];
const script = new URL('./silero-worker.js', import.meta.url);
let silero: VoiceActivity;
let sentence: Int16Array;

beforeAll(async () => {
  silero = await createSileroVoiceActivity((entry) => logged.push(entry));
  ({ samples: sentence } = await flite.speak(
    'I would rather go swimming tomorrow morning.',
    'slt',
  ));
  await ready(silero);
});

afterAll(async () => {
  await Promise.all([silero.close(), flite.close()]);
});

/** The probabilities of all whole frames, when the last is decided. */
function probabilities(engine: VoiceActivity, samples: Int16Array): Promise<number[]> {
  const { frameLength } = engine;
  const frames = Math.floor(samples.length / frameLength);
  return new Promise((resolve) => {
    const decided: number[] = [];
    const detector = engine.open((probability) => {
      if (decided.push(probability) < frames) return;
      detector.close();
      resolve(decided);
    });
    for (let at = 0; at + frameLength <= samples.length; at += frameLength) {
      detector.push(samples.slice(at, at + frameLength));
    }
  });
}

/** Resolves when the network decides: until then fvad does, which says yes or no. */
async function ready(engine: VoiceActivity): Promise<void> {
  for (;;) {
    const decided = await probabilities(engine, sentence.subarray(0, 8000));
    if (decided.some((probability) => probability > 0 && probability < 1)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const voiced = (decided: number[]) =>
  decided.filter((probability) => probability >= 0.5).length / decided.length;

/** Bursts of noise, each as a key stroke or a door makes them: loud at once, and gone within 60 ms. */
function knocks(seconds: number): Int16Array {
  let seed = 5;
  return Int16Array.from({ length: seconds * 16_000 }, (_, i) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return 20_000 * (seed / 2_147_483_647 - 0.5) * Math.exp(-(i % 3200) / 300);
  });
}

it('a voice is told from knocking, which fvad takes for one', async () => {
  // Two seconds of the sentence: what is not decided in one go waits its turn.
  expect(voiced(await probabilities(silero, sentence.subarray(0, 32_000)))).toBeGreaterThan(0.7);
  expect(voiced(await probabilities(silero, knocks(2)))).toBe(0);
});

it('what one stream hears changes nothing for the others', async () => {
  const part = sentence.slice(0, 16_000);
  const alone = await probabilities(silero, part);
  const together = await Promise.all([
    probabilities(silero, part),
    probabilities(silero, knocks(1)),
    probabilities(silero, part),
  ]);
  for (const decided of [together[0], together[2]]) {
    for (const [i, probability] of decided.entries()) {
      expect(probability).toBeCloseTo(alone[i] ?? NaN, 4);
    }
  }
});

it('in silence the network rests, and hears the first word after it', async () => {
  const asked: unknown[] = [];
  const thread = new WorkerThreads<never, never>('Silero', script, { longestMs: 20_000 });
  const engine = await createSileroVoiceActivity(() => undefined, {
    request: (request) => {
      asked.push(request);
      return thread.request(request as never);
    },
    close: () => thread.close(),
  });
  await ready(engine);
  asked.length = 0;
  await probabilities(engine, new Int16Array(10 * 16_000));
  expect(asked).toEqual([]);
  const decided = await probabilities(engine, concat(new Int16Array(3 * 16_000), sentence));
  expect(voiced(decided.slice(94, 94 + 31))).toBeGreaterThan(0.7);
  await engine.close();
});

it('where the network breaks down fvad decides on every frame, and that is logged once', async () => {
  const told: LogEntry[] = [];
  const thread = new WorkerThreads<never, never>('Silero', script, { longestMs: 20_000 });
  const engine = await createSileroVoiceActivity((entry) => told.push(entry), thread);
  await ready(engine);
  await thread.close();
  const decided = await probabilities(engine, concat(sentence, new Int16Array(32_000)));
  const again = await probabilities(engine, sentence);
  expect(voiced(again)).toBeGreaterThan(0.7);
  expect(new Set(decided)).toEqual(new Set([0, 1]));
  expect(told).toHaveLength(1);
  expect(logged).toEqual([]);
});

it('of minutes of sound that wait for a network which breaks down or is slow, a little is decided at a time', async () => {
  const frames = 1500;
  let fail: (reason: Error) => void = () => undefined;
  let loaded = 0;
  const engine = await createSileroVoiceActivity(() => undefined, {
    request: () =>
      new Promise((resolve, reject) => {
        loaded += 1;
        if (loaded > 3) fail = reject;
        else resolve({ probabilities: new Float32Array(1), states: new Float32Array(256) });
      }),
    close: () => Promise.resolve(),
  });
  let decided = 0;
  const streams = [0, 1, 2].map(() => engine.open(() => (decided += 1)));
  const push = () => {
    for (const stream of streams) stream.push(sentence.slice(4096, 4608));
  };
  push();
  await vi.waitFor(() => {
    expect(loaded).toBe(3);
  });
  await vi.waitFor(() => {
    push();
    expect(loaded).toBe(4);
  });
  decided = 0;
  for (let i = 0; i < frames; i++) push();
  expect(decided).toBe(0);
  // All of it is too late by now.
  const now = performance.now.bind(performance);
  using _ = vi.spyOn(performance, 'now').mockImplementation(() => now() + 2000);
  push();
  expect(decided).toBeGreaterThan(0);
  expect(decided).toBeLessThanOrEqual(3 * 8);
  fail(new Error('it broke down'));
  let most = 0;
  let before = decided;
  for (let turns = 0; decided < 3 * frames && turns < 1000; turns++) {
    await new Promise(setImmediate);
    most = Math.max(most, decided - before);
    before = decided;
  }
  expect(decided).toBeGreaterThanOrEqual(3 * frames);
  expect(most).toBeLessThanOrEqual(2 * 64);
  for (const stream of streams) stream.close();
  await engine.close();
});

const model = await readFile(
  createRequire(import.meta.url).resolve('@ricky0123/vad-web/dist/silero_vad_v6.onnx'),
);
/** The same with numbers that are none, in the middle of what was learnt. */
const damaged = Buffer.from(model).fill(0xff, 1_500_000, 1_500_100);

it.each([
  ['the thread’s script is missing', undefined],
  ['the model is no model', 'half a file'],
  ['the model is empty', ''],
  ['half of the model is missing', model.subarray(0, model.length / 2)],
  ['the model is damaged', damaged],
])('where %s fvad decides, and that is logged once', async (_, file) => {
  const told: LogEntry[] = [];
  // Beside the packages it imports, as a built one is.
  const folder = await mkdtemp(join(import.meta.dirname, '../../../node_modules/.silero-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const copied = join(folder, 'silero-worker.js');
  if (file !== undefined) {
    for (const name of ['silero-worker.js', 'silero-network.js', 'silero-weights.js']) {
      await copyFile(new URL(`./${name}`, import.meta.url), join(folder, name));
    }
    await mkdir(join(folder, 'silero'));
    await writeFile(join(folder, 'silero/silero_vad_v6.onnx'), file);
  }
  const missing = new WorkerThreads<never, never>('Silero', pathToFileURL(copied), {
    longestMs: 20_000,
  });
  const engine = await createSileroVoiceActivity((entry) => told.push(entry), missing);
  expect(voiced(await probabilities(engine, sentence))).toBeGreaterThan(0.7);
  await vi.waitFor(
    () => {
      expect(told).toHaveLength(1);
    },
    { timeout: 20_000 },
  );
  expect(voiced(await probabilities(engine, sentence))).toBeGreaterThan(0.7);
  expect(told).toHaveLength(1);
  await engine.close();
});

function concat(...parts: Int16Array[]): Int16Array {
  return Int16Array.from(parts.flatMap((part) => [...part]));
}
