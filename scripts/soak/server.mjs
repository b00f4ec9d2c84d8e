// The built server under load, in a process of its own; it says what it holds whenever it is asked.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../tools.mjs';

const built = pathToFileURL(join(root, 'packages/server/dist/index.js')).href;
const { createServer } = /** @type {typeof import('../../packages/server/src/index.ts')} */ (
  await import(built)
);

const server = await createServer({
  port: 0,
  recogniser: 'soundswallower',
  .../** @type {object} */ (JSON.parse(process.argv[2] ?? '{}')),
}).listen();
process.send?.({ url: server.url });

process.on('message', (message) => {
  if (message === 'sample') process.send?.({ sample: sample() });
  // The channel would keep the process alive.
  if (message === 'close') void server.close().then(() => process.disconnect());
});

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
