import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, expect } from 'vitest';
import { meter } from './processor-time.js';

/** SIGTERM ends a server within this, whatever anybody does. In ms. */
const longestEndMs = 10_000;
/** With `VIVAVOCE_LONG` each attack is whole; `npm test` and `npm run test:hostile` run a share. */
export const whole: boolean = process.env['VIVAVOCE_LONG'] !== undefined;
/** Nobody waits longer than this for what somebody else does, in ms. */
const longestWaitMs = 250;
/** No attack takes the process further, in MB. */
const promisedMb = 600;
/** Calm Chats beside a whole attack, or beside a share; as many are with a server that nobody attacks. */
const calmChats = whole
  ? { chats: 20, sayEveryMs: 4000, answers: 20 }
  : { chats: 3, sayEveryMs: 700, answers: 5 };
const noChats = { chats: 0, sayEveryMs: 0, answers: 0 };
/** An attack comes again for so long, in ms, while nothing can be told of it. */
const patienceMs = whole ? 200_000 : 40_000;
/** What one of them needs, in MB. */
const calmMb = 5;

/** How long an answer took, and how much of that the machine had no processor for. In ms. */
interface Delay {
  ms: number;
  starved: number;
}

/** What an attack did to those beside it. */
interface Harm {
  /** The longest that another client's request waited, less what it waited for a twin that nobody attacks. In ms. */
  longest: {
    ms: number;
    of: number;
    twin: number;
    starved: number;
    /** How long the server's first thread worked meanwhile. */
    ran: number;
    /** What it may have waited: the promise, as many times as the machine is slower than the one it was measured on. */
    mayWaitMs: number;
    /** Requests that say something, and those during which the machine was too busy for that. */
    told: number;
    untold: number;
  };
  /** Of the answers of calm Chats. */
  delays: Record<'attacked' | 'twin', Delay[]>;
}

/** A built server in a process of its own, and somebody who watches it. */
export interface HostileServer {
  url: string;
  process: ChildProcess;
  /** Asks for something below `/v0/evi`; a body is posted as JSON. */
  ask(path: string, body?: object): Promise<Response>;
  /** Runs once the server has ended: until then whatever the attack holds open stays. */
  afterwards(undo: () => unknown): void;
  /** The attack ends its process: that is no harm. */
  mayEnd(): void;
  /** What was written to its standard error stream so far. */
  errorOutput(): string;
}

/** How the server is started. */
export interface HostileServerOptions {
  /** Arguments of the command line. */
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** What the others show to be let in. Default nothing. */
  key?: string;
  /** Whether calm Chats are beside a share of the attack as well; beside the whole of it they always are. */
  calm?: boolean;
}

type Started = Pick<HostileServer, 'url' | 'process' | 'errorOutput'>;

const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

/** A server to be attacked, its twin that is not, and those who use both meanwhile. */
class Stage {
  readonly #server: Started;
  readonly #twin: Started;
  readonly #neighbours: Worker;
  readonly #undo: (() => unknown)[] = [];
  readonly #calm: typeof calmChats;
  #mayEnd = false;

  private constructor(server: Started, twin: Started, { key, calm }: HostileServerOptions) {
    this.#server = server;
    this.#twin = twin;
    this.#calm = whole || calm === true ? calmChats : noChats;
    const [attacked, other] = [server, twin].map(({ url, process: { pid } }) => ({ url, pid }));
    this.#neighbours = new Worker(new URL('./neighbours.js', import.meta.url), {
      workerData: {
        attacked,
        twin: other,
        key,
        calm: this.#calm,
        promisedMs: longestWaitMs,
      },
    });
  }

  static async raise(options: HostileServerOptions): Promise<Stage> {
    const [server, twin] = await Promise.all([startServer(options), startServer({})]);
    const stage = new Stage(server, twin, options);
    await once(stage.#neighbours, 'message');
    return stage;
  }

  /** Attacks: nobody waits too long for the server, and its memory stays below so many MB. */
  async bear(mostMb: number, attack: (server: HostileServer) => Promise<void>): Promise<void> {
    const { url, process: attacked, errorOutput } = this.#server;
    await forgetPeak(attacked.pid);
    this.#neighbours.postMessage('begin');
    const began = performance.now();
    let harm: Harm;
    do {
      await attack({
        url,
        process: attacked,
        errorOutput,
        mayEnd: () => {
          this.#mayEnd = true;
        },
        afterwards: (undo) => this.#undo.push(undo),
        ask: (path, body) =>
          fetch(`${url}/v0/evi/${path}`, {
            ...(body && { method: 'POST', body: JSON.stringify(body) }),
            headers: { 'content-type': 'application/json' },
          }),
      });
      if (this.#mayEnd) return;
      // Some attacks are over before anybody has asked for much.
      do {
        await new Promise((resolve) => setTimeout(resolve, 100));
        this.#neighbours.postMessage('tell');
        [harm] = (await once(this.#neighbours, 'message')) as [Harm];
      } while (harm.longest.told + harm.longest.untold < 10);
      // One that is over before there are enough answers, or while the machine had too much else to do, comes again.
    } while (!saysEnough(harm, this.#calm.answers) && performance.now() - began < patienceMs);
    expect(attacked.exitCode, errorOutput()).toBeNull();
    const { longest, delays } = harm;
    expect(saysEnough(harm, this.#calm.answers), `can be told: ${JSON.stringify(longest)}`).toBe(
      true,
    );
    const peak = await peakOf(attacked.pid);
    // Linux tells; a server that holds nothing was not measured.
    if (process.platform === 'linux') expect(peak, 'its memory is known').toBeGreaterThan(10);
    const mb = peak ?? 0;
    const { beside, calm, harmed } = comparison(delays, longest.mayWaitMs);
    const answers = `${beside.toFixed(0)} and ${calm.toFixed(0)} ms until an answer`;
    const name = expect.getState().currentTestName ?? '';
    const waited = `${longest.ms.toFixed(0)} ms, ${mb.toFixed(0)} MB`;
    process.stdout.write(`  ${name}: ${waited}${this.#calm.chats > 0 ? `, ${answers}` : ''}\n`);
    expect(longest.ms, `waited for, in ms: ${JSON.stringify(longest)}`).toBeLessThan(
      longest.mayWaitMs,
    );
    const most = Math.min(promisedMb, mostMb + calmMb * this.#calm.chats);
    expect(mb, 'MB at most').toBeLessThan(most);
    if (this.#calm.chats > 0) expect(harmed, answers).toBe(false);
  }

  /** SIGTERM, while all that the attack has opened is still there. */
  async end(): Promise<void> {
    const { process: attacked, errorOutput } = this.#server;
    try {
      if (!this.#mayEnd) await expectToEnd(attacked, errorOutput);
    } finally {
      await this.#neighbours.terminate();
      for (const child of [attacked, this.#twin.process]) child.kill('SIGKILL');
      for (const undo of this.#undo.reverse()) await undo();
    }
  }
}

/** Whether there were enough requests that say something, and not many beside them, and enough answers. */
function saysEnough({ longest: { told, untold }, delays }: Harm, answers: number): boolean {
  const fewest = Math.min(...Object.values(delays).map(({ length }) => length));
  return told > 5 + 4 * untold && fewest >= answers;
}

/**
 * The middle delays of both servers; the attacked one's is harm where it is more than twice the other's and longer than anybody may wait
 * for another: as they are, and also without what the machine had no processor for.
 */
function comparison(
  delays: Harm['delays'],
  mayWaitMs: number,
): { beside: number; calm: number; harmed: boolean } {
  const compare = (of: (delay: Delay) => number) => {
    const [beside, calm] = [median(delays.attacked.map(of)), median(delays.twin.map(of))];
    return { beside, calm, harmed: beside >= Math.max(2 * calm, mayWaitMs) };
  };
  const asTheyAre = compare(({ ms }) => ms);
  const machineApart = compare(({ ms, starved }) => Math.max(0, ms - starved));
  return { ...asTheyAre, harmed: asTheyAre.harmed && machineApart.harmed };
}

const stages = new Map<string, Promise<Stage>>();
afterAll(async () => {
  for (const stage of stages.values()) await (await stage).end();
});

/**
 * Attacks a server: nobody waits for it more than 250 ms longer than for another that nobody attacks at the same moment, its memory
 * stays below so many MB, and SIGTERM ends it. A whole attack has a server to itself, and calm Chats beside it, whose answers take
 * twice as long at most, or 250 ms in all; of shares, those of one file and the same options have one server.
 */
export async function expectUnharmed(
  mostMb: number,
  options: HostileServerOptions,
  attack: (server: HostileServer) => Promise<void>,
): Promise<void> {
  if (whole) {
    const stage = await Stage.raise(options);
    try {
      await stage.bear(mostMb, attack);
    } catch (error) {
      await stage.end().catch(() => undefined);
      throw error;
    }
    await stage.end();
    return;
  }
  const key = JSON.stringify(options);
  const raised = stages.get(key) ?? Stage.raise(options);
  stages.set(key, raised);
  await (await raised).bear(mostMb, attack);
}

/** Starts the built server in a process of its own, which is the caller's to end. */
export async function startServer({ args = [], env = {} }: HostileServerOptions): Promise<Started> {
  const all = [cli, '--port', '0', '--recogniser', 'none', '--drain', '0', ...args];
  const child = spawn(process.execPath, all, { env: { ...process.env, ...env } });
  let errorText = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errorText += text));
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = /http:\/\/[\d.]+:\d+/.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => {
      reject(new Error(`It did not start: ${errorText}`));
    });
  });
  return { url, process: child, errorOutput: () => errorText };
}

/** How long something took of a server, less what the machine had no processor for, in ms. */
export async function msOf(server: HostileServer, work: () => Promise<unknown>): Promise<number> {
  const measured = meter(server.process.pid, true);
  const began = performance.now();
  await work();
  const ms = performance.now() - began;
  return Math.max(0, ms - measured.read().starved);
}

/** Asks a server to end, with SIGTERM, and expects that it does so in time and of its own. */
export async function expectToEnd(child: ChildProcess, errorOutput: () => string): Promise<void> {
  const began = performance.now();
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 2 * longestEndMs);
  const [code, signal] = (await exit) as [number | null, string | null];
  clearTimeout(late);
  expect([code, signal], errorOutput()).toEqual([0, null]);
  expect(performance.now() - began, 'ms to its end').toBeLessThan(longestEndMs);
}

/** From now on the most memory is counted anew, where the system does so. */
async function forgetPeak(pid: number | undefined): Promise<void> {
  await writeFile(`/proc/${String(pid)}/clear_refs`, '5').catch(() => undefined);
}

/** The most memory a process has held, in MB. */
async function peakOf(pid: number | undefined): Promise<number | undefined> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '');
  const kb = /VmHWM:\s*(\d+) kB/.exec(status)?.[1];
  return kb === undefined ? undefined : Number(kb) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
