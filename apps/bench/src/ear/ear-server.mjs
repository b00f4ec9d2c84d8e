// The server whose ear is measured, in a process of its own. It tells its address and the names of its engines.
import { createServer } from '@vivavoce/server';

const server = await createServer({
  port: 0,
  .../** @type {object} */ (JSON.parse(process.argv[2] ?? '{}')),
}).listen();
process.once('disconnect', () => {
  void server.close();
});
const { voiceActivity, recogniser } = server.engines;
process.send?.({ url: server.url, engines: `${voiceActivity.name}, ${recogniser.name}` });
