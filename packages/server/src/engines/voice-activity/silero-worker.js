// The thread in which Silero's network runs. Plain JavaScript: Node loads it as it is, from here and from dist.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { InferenceSession, Tensor, env } from 'onnxruntime-web/wasm';

const context = 64;
const frame = 512;
const memory = 128;

/**
 * A file that the build puts beside this one; among the sources it is where its package has it.
 *
 * @param {string} name
 * @param {string} inPackage
 */
async function asset(name, inPackage) {
  try {
    return await readFile(new URL(`./silero/${name}`, import.meta.url));
  } catch {
    return readFile(createRequire(import.meta.url).resolve(inPackage));
  }
}

env.wasm.numThreads = 1;
env.wasm.wasmBinary = await asset(
  'ort-wasm-simd-threaded.wasm',
  'onnxruntime-web/ort-wasm-simd-threaded.wasm',
);
const session = await InferenceSession.create(
  new Uint8Array(await asset('silero_vad_v6.onnx', '@ricky0123/vad-web/dist/silero_vad_v6.onnx')),
);
const rate = new Tensor('int64', BigInt64Array.of(16_000n), []);

/**
 * One step of the network for each of several streams. Nothing is remembered here between two steps.
 *
 * @param {{ sound: Float32Array, states: Float32Array }} request for each stream: 64 samples of the frame before and 512 of
 * this one; its state, two layers of 128, all streams' first layers first.
 */
async function step({ sound, states }) {
  const streams = sound.length / (context + frame);
  const { output, stateN } = await session.run({
    input: new Tensor('float32', sound, [streams, context + frame]),
    state: new Tensor('float32', states, [2, streams, memory]),
    sr: rate,
  });
  return { probabilities: output?.data, states: stateN?.data };
}

parentPort?.on('message', async (request) => {
  try {
    parentPort?.postMessage({ result: await step(request) });
  } catch (error) {
    parentPort?.postMessage({ error: error instanceof Error ? error.message : 'Silero failed' });
  }
});
