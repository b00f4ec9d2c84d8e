import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createFliteSynthesiser } from '../synthesis/flite.ts';
import { WorkerThreads } from '../support/worker-threads.ts';

// The judge compiles for some seconds.
vi.setConfig({ testTimeout: 60_000 });

const frame = 512;
const context = 64;
const given = context + frame;
const memory = 128;
const require = createRequire(import.meta.url);

interface Step {
  sound: Float32Array<ArrayBuffer>;
  states: Float32Array<ArrayBuffer>;
}
interface Decision {
  probabilities: Float32Array<ArrayBuffer>;
  states: Float32Array<ArrayBuffer>;
}

/** ONNX Runtime, with the same model. */
async function createJudge(): Promise<(step: Step) => Promise<Decision>> {
  env.wasm.numThreads = 1;
  const runtime = require.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm');
  env.wasm.wasmBinary = await readFile(runtime);
  const model = require.resolve('@ricky0123/vad-web/dist/silero_vad_v6.onnx');
  const session = await InferenceSession.create(new Uint8Array(await readFile(model)));
  const sr = new Tensor('int64', BigInt64Array.of(16_000n), []);
  return async ({ sound, states }) => {
    const streams = sound.length / given;
    const input = new Tensor('float32', sound, [streams, given]);
    const state = new Tensor('float32', states, [2, streams, memory]);
    const { output, stateN } = await session.run({ input, state, sr });
    return {
      probabilities: Float32Array.from((output?.data ?? []) as Float32Array),
      states: Float32Array.from((stateN?.data ?? []) as Float32Array),
    };
  };
}

/** A sentence; a tone, noise that is louder and louder, what is as loud as can be, and nothing. */
async function sounds(): Promise<Float32Array[]> {
  const flite = createFliteSynthesiser();
  onTestFinished(() => flite.close());
  const { samples } = await flite.speak('I would rather go swimming tomorrow morning.', 'slt');
  let seed = 5;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5;
  return [
    Float32Array.from(samples, (sample) => sample / 0x8000),
    Float32Array.of(
      ...Array.from({ length: 8000 }, (_, i) => 0.3 * Math.sin(i / 6)),
      ...Array.from({ length: 16_000 }, (_, i) => (random() * i) / 8000),
      ...Array.from({ length: 8000 }, (_, i) => (i % 100 < 50 ? 1 : -1)),
      ...Array.from({ length: 8000 }, () => 0),
    ),
  ];
}

it('the thread decides on every frame, and remembers, as ONNX Runtime does with the same model', async () => {
  const judge = await createJudge();
  const script = new URL('./silero-worker.js', import.meta.url);
  const thread = new WorkerThreads<Step, Decision>('Silero', script, { longestMs: 20_000 });
  onTestFinished(() => thread.close());
  const streams = await sounds();
  const decided: number[] = [];
  let states = new Float32Array(streams.length * 2 * memory);
  for (let at = context; at + frame <= 32_000; at += frame) {
    const sound = new Float32Array(streams.length * given);
    for (const [i, stream] of streams.entries()) {
      sound.set(stream.subarray(at - context, at + frame), i * given);
    }
    const right = await judge({ sound, states });
    const ours = await thread.request({ sound, states });
    expect(difference(ours.probabilities, right.probabilities)).toBeLessThan(1e-4);
    expect(difference(ours.states, right.states)).toBeLessThan(1e-3);
    decided.push(...ours.probabilities);
    ({ states } = right);
  }
  // Some of it is a voice for sure, and some is none.
  expect(decided.length).toBeGreaterThan(100);
  expect(Math.max(...decided)).toBeGreaterThan(0.9);
  expect(Math.min(...decided)).toBeLessThan(0.1);
});

function difference(some: Float32Array, others: Float32Array): number {
  expect(some).toHaveLength(others.length);
  return Math.max(...some.map((value, i) => Math.abs(value - (others[i] ?? NaN))));
}
