// The built server under load, in a process of its own; it says what it holds whenever it is asked.
import { createWriteStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setImmediate as aMoment } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { getHeapSnapshot } from 'node:v8';
import { root } from '../tools.mjs';

const built = pathToFileURL(join(root, 'packages/server/dist/index.js')).href;
const { createServer } = /** @type {typeof import('../../packages/server/src/index.ts')} */ (
  await import(built)
);

/** The engines' threads: each has a heap of its own. @type {Set<import('node:worker_threads').Worker>} */
const threads = new Set();
process.on('worker', (thread) => {
  threads.add(thread);
  thread.once('exit', () => threads.delete(thread));
});

const server = await createServer({
  port: 0,
  recogniser: 'soundswallower',
  .../** @type {object} */ (JSON.parse(process.argv[2] ?? '{}')),
}).listen();
process.send?.({ url: server.url });

process.on('message', (/** @type {'sample' | 'close' | { snapshots: string }} */ message) => {
  if (message === 'sample') process.send?.({ sample: sample() });
  if (typeof message === 'object') void takeSnapshots(message.snapshots);
  // The channel would keep the process alive.
  if (message === 'close') void server.close().then(() => process.disconnect());
});

/** Writes a snapshot of each heap into a folder. @param {string} folder */
async function takeSnapshots(folder) {
  // What was waiting for the end of something else is let go of in the turns after that.
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc?.();
    await aMoment();
  }
  const heaps = [
    { name: 'main', heap: getHeapSnapshot() },
    ...(await Promise.all(
      [...threads].map(async (thread, i) => ({
        name: `thread ${i + 1}`,
        heap: await thread.getHeapSnapshot(),
      })),
    )),
  ];
  for (const { name, heap } of heaps) await pipeline(heap, createWriteStream(join(folder, name)));
  process.send?.({ taken: heaps.map(({ name }) => name) });
}

/** @returns {import('./judge.mjs').Sample} */
function sample() {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  /** @type {Record<string, number>} */
  const resources = {};
  for (const kind of process.getActiveResourcesInfo()) {
    // A timer that runs at the moment is no leak, and one that leaks is memory that grows.
    if (kind !== 'Timeout' && kind !== 'Immediate') resources[kind] = (resources[kind] ?? 0) + 1;
  }
  return { heap: heapUsed + external, rss, resources, files: openFiles() };
}

function openFiles() {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return -1;
  }
}
