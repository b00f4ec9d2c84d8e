// The server whose ear is measured, in a process of its own. It tells its address and the names of its engines.
import { createServer } from '@vivavoce/server';

const server = await createServer({
  port: 0,
  .../** @type {object} */ (JSON.parse(process.argv[2] ?? '{}')),
}).listen();
process.once('disconnect', () => {
  void server.close();
});
process.on('message', (message) => {
  if (message !== 'memory') return;
  globalThis.gc?.();
  const { heapUsed: heap, rss } = process.memoryUsage();
  process.send?.({ heap, rss });
});
const { voiceActivity, recogniser } = server.engines;
process.send?.({ url: server.url, engines: `${voiceActivity.name}, ${recogniser.name}` });
