// `npm start`: installs, builds, and runs the server and the demo page until Ctrl-C.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { checkNode, freePort, install, program, root, runPnpm } from './tools.mjs';

checkNode();
await step('Installing', () => install());
await step('Building', () => runPnpm(['run', 'build'], { quiet: true }));

const serverPort = await freePort(Number(process.env.VIVAVOCE_SERVER_PORT ?? 8788));
const pagePort = await freePort(Number(process.env.PORT ?? 5173));
const server = `http://127.0.0.1:${serverPort}`;
const page = `http://127.0.0.1:${pagePort}`;

/** @type {Map<string, import('node:child_process').ChildProcess>} */
const running = new Map();
let stopping = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0));

start('server', [join(root, 'packages/server/dist/cli.js'), '--port', String(serverPort)]);
start(
  'page',
  [
    program('apps/demo', 'vite/bin/vite.js'),
    'preview',
    '--host',
    '127.0.0.1',
    '--port',
    String(pagePort),
    '--strictPort',
  ],
  { cwd: join(root, 'apps/demo'), env: { VIVAVOCE_SERVER: server } },
);
await answers('server', `${server}/health`);
await answers('page', page);
if (!stopping) console.log(`\n  Viva Voce is ready: open ${page}\n  (Ctrl-C stops it.)\n`);

/**
 * @param {string} name
 * @param {() => Promise<{ ok: boolean, output: string }>} work
 */
async function step(name, work) {
  console.log(`${name} …`);
  const { ok, output } = await work();
  if (ok) return;
  console.error(`${output}\n${name} failed. See the output above.`);
  process.exit(1);
}

/**
 * @param {string} name
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string> }} [options]
 */
function start(name, args, { cwd = root, env = {} } = {}) {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', name === 'server' ? 'inherit' : 'ignore', 'inherit'],
    // A group of its own: Ctrl-C comes to this program alone, and it ends both in order.
    detached: process.platform !== 'win32',
  });
  running.set(name, child);
  child.on('error', (error) => console.error(`Couldn’t start the ${name}: ${error.message}`));
  child.on('close', (code) => {
    running.delete(name);
    if (stopping) return;
    console.error(`The ${name} exited unexpectedly (code ${code}). Stopping.`);
    void stop(1);
  });
}

/**
 * Waits until the address answers, 30 seconds at most.
 * @param {string} name
 * @param {string} url
 */
async function answers(name, url) {
  for (const end = Date.now() + 30_000; Date.now() < end && !stopping;) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // Not up yet.
    }
    await new Promise((settle) => setTimeout(settle, 100));
  }
  if (stopping) return;
  console.error(`The ${name} didn’t respond at ${url} within 30 seconds. Stopping.`);
  await stop(1);
}

/** @param {number} code */
async function stop(code) {
  if (stopping) return;
  stopping = true;
  const ended = [...running.values()].map(
    (child) =>
      new Promise((settle) => {
        child.once('close', settle);
        // Whoever presses Ctrl-C does not wait for the end of an answer.
        child.kill('SIGINT');
        setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
      }),
  );
  await Promise.all(ended);
  process.exit(code);
}
