// A thread of its own, so that the attack's own work does not count: asks for `GET /health` again and again, as another client.
import { get } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

/** Pause between two requests, in ms. */
const pauseMs = 20;
/** @type {Record<string, string>} */
const targets = workerData;
/** @type {Record<string, number>} */
const longest = {};
/** @type {Record<string, number>} */
const since = {};
let over = false;

/** @param {string} name */
function ask(name) {
  if (over) return;
  const began = performance.now();
  since[name] = began;
  const settled = () => {
    delete since[name];
    longest[name] = Math.max(longest[name] ?? 0, performance.now() - began);
    setTimeout(ask, pauseMs, name);
  };
  const request = get(targets[name] ?? '', { agent: false }, (response) => {
    response.resume().once('close', settled);
  });
  // A server that is gone answers nobody: that shows in its exit.
  request.once('error', settled);
}

for (const name of Object.keys(targets)) ask(name);

parentPort?.on('message', () => {
  over = true;
  // Whoever still waits has waited for so long at least.
  for (const [name, began] of Object.entries(since)) {
    longest[name] = Math.max(longest[name] ?? 0, performance.now() - began);
  }
  parentPort?.postMessage(longest);
  parentPort?.close();
});
