import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect } from 'vitest';

/** Nobody waits longer than this for what somebody else does, in ms. */
const longestWaitMs = 250;
/** How often an attack is tried. */
const attempts = 3;
/** With `VIVAVOCE_LONG` each attack is whole; `npm test` and `npm run test:hostile` run a share. */
export const whole: boolean = process.env['VIVAVOCE_LONG'] !== undefined;

/** What an attack did to those beside it. */
interface Harm {
  /** The longest that another client's `GET /health` waited, less what it waits for a server that does nothing else. In ms. */
  waitedMs: number;
  /** The most memory that the process held, in MB; undefined where the system does not tell. */
  peakMb: number | undefined;
}

/** A built server in a process of its own, and somebody who watches it. */
export interface HostileServer {
  url: string;
  process: ChildProcess;
  /** Asks for something below `/v0/evi`; a body is posted as JSON. */
  ask(path: string, body?: object): Promise<Response>;
  /** The attack ends its process: that is no harm. */
  mayEnd(): void;
  /** What was written to its standard error stream so far. */
  complaints(): string;
}

/** How the server is started. */
export interface HostileServerOptions {
  /** Arguments of the command line. */
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
}

const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));
const idle = `require('node:http').createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1', function () {
  console.log('http://127.0.0.1:' + this.address().port);
});`;

/** Runs an attack against a server while another client watches. @returns the harm done. */
async function underAttack(
  options: HostileServerOptions,
  attack: (server: HostileServer) => Promise<void>,
): Promise<Harm> {
  const [server, still] = await Promise.all([startServer(options), start(['-e', idle], {})]);
  const watcher = new Worker(new URL('./watcher.js', import.meta.url), {
    workerData: { server: `${server.url}/health`, still: `${still.url}/health` },
  });
  let ends = false;
  try {
    await attack({
      ...server,
      mayEnd: () => {
        ends = true;
      },
      ask: (path, body) =>
        fetch(`${server.url}/v0/evi/${path}`, {
          ...(body && { method: 'POST', body: JSON.stringify(body) }),
          headers: { 'content-type': 'application/json' },
        }),
    });
    if (ends) return { waitedMs: 0, peakMb: undefined };
    const peakMb = await peakOf(server.process.pid);
    watcher.postMessage('over');
    const [longest] = (await once(watcher, 'message')) as [Record<'server' | 'still', number>];
    expect(server.process.exitCode, server.complaints()).toBeNull();
    return { waitedMs: longest.server - longest.still, peakMb };
  } finally {
    await watcher.terminate();
    for (const child of [server.process, still.process]) child.kill('SIGKILL');
  }
}

/** Starts the built server in a process of its own, which is the caller's to end. */
export function startServer({
  args = [],
  env = {},
}: HostileServerOptions): Promise<Pick<HostileServer, 'url' | 'process' | 'complaints'>> {
  return start([cli, '--port', '0', '--recogniser', 'none', ...args], env);
}

/**
 * Attacks a server: nobody waits too long for it, and its memory stays below so many MB. A machine that has much else to do is
 * slow now and then; a server that is, is so every time.
 */
export async function expectUnharmed(
  mostMb: number,
  options: HostileServerOptions,
  attack: (server: HostileServer) => Promise<void>,
): Promise<void> {
  const harms: Harm[] = [];
  const unharmed = ({ waitedMs, peakMb = 0 }: Harm) => waitedMs < longestWaitMs && peakMb < mostMb;
  while (harms.length < attempts && !harms.some(unharmed)) {
    harms.push(await underAttack(options, attack));
  }
  expect(
    harms.some(unharmed),
    `less than ${String(longestWaitMs)} ms and ${String(mostMb)} MB: ${JSON.stringify(harms)}`,
  ).toBe(true);
}

async function start(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Pick<HostileServer, 'url' | 'process' | 'complaints'>> {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env } });
  let complained = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complained += text));
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = /http:\/\/[\d.]+:\d+/.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => {
      reject(new Error(`It did not start: ${complained}`));
    });
  });
  return { url, process: child, complaints: () => complained };
}

/** The most memory a process has held, in MB. */
async function peakOf(pid: number | undefined): Promise<number | undefined> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '');
  const kb = /VmHWM:\s*(\d+) kB/.exec(status)?.[1];
  return kb === undefined ? undefined : Number(kb) / 1000;
}
