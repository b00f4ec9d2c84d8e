// The server under load, as it is published, in a process of its own. It tells its address, and on request how busy it was.
// Its argument: options of createServer() as JSON.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createServer } from '@vivavoce/server';
import { scriptedRecogniser } from './scripted-recogniser.mjs';

const server = await createServer({
  port: 0,
  recogniser: scriptedRecogniser(),
  maxChats: 200,
  .../** @type {object} */ (JSON.parse(process.argv[2] ?? '{}')),
}).listen();
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
let since = { at: performance.now(), cpu: process.cpuUsage() };

process.on('message', () => {
  const { user, system } = process.cpuUsage(since.cpu);
  const seconds = (performance.now() - since.at) / 1000;
  process.send?.({
    cores: (user + system) / 1e6 / seconds,
    delayMs: delay.percentile(99) / 1e6,
    memoryMb: process.memoryUsage().rss / 1024 / 1024,
  });
  delay.reset();
  since = { at: performance.now(), cpu: process.cpuUsage() };
});
process.once('disconnect', () => {
  void server.close();
});
process.send?.({ url: server.url });
