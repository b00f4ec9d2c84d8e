// The thread in which Silero's network runs. Plain JavaScript: Node loads it as it is, from here and from dist.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { SileroNetwork } from './silero-network.js';

const soundLength = 576;
const memory = 128;

/** The model: the build puts it beside this file; among the sources it is where its package has it. */
async function model() {
  try {
    return await readFile(new URL('./silero/silero_vad_v6.onnx', import.meta.url));
  } catch {
    const inPackage = '@ricky0123/vad-web/dist/silero_vad_v6.onnx';
    return readFile(createRequire(import.meta.url).resolve(inPackage));
  }
}

const network = new SileroNetwork(await model());

/**
 * One step of the network for each of several streams. Nothing is remembered here between two steps.
 *
 * @param {{ sound: Float32Array, states: Float32Array }} request for each stream: 64 samples of the frame before and 512 of
 * this one; its state, two layers of 128, all streams' first layers first.
 */
function step({ sound, states }) {
  const streams = sound.length / soundLength;
  const layer = (/** @type {number} */ at) => states.subarray(at * memory, (at + 1) * memory);
  const probabilities = Float32Array.from({ length: streams }, (_, i) =>
    network.decide(
      sound.subarray(i * soundLength, (i + 1) * soundLength),
      layer(i),
      layer(streams + i),
    ),
  );
  return { probabilities, states };
}

parentPort?.on('message', (request) => {
  try {
    parentPort?.postMessage({ result: step(request) });
  } catch (error) {
    parentPort?.postMessage({ error: error instanceof Error ? error.message : 'Silero failed' });
  }
});
