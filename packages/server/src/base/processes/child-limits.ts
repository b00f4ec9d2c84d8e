import { execFile } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** What a child process may take. */
export interface ChildLimits {
  /** Of address space, in MB. */
  megabytes: number;
  /** Of processor time, in seconds. */
  cpuSeconds: number;
}

const pageBytes = 4096;
/** How often children are looked at, in ms. */
const lookEveryMs = 1000;

/** The beginning of a shell script that sets limits. Where a system knows none of them, there are none. */
export function settingLimits({ megabytes, cpuSeconds }: ChildLimits): string {
  const kilobytes = String(megabytes * 1000);
  return `ulimit -v ${kilobytes} 2>/dev/null; ulimit -t ${String(cpuSeconds)} 2>/dev/null;`;
}

/**
 * A program and its arguments so that it ends with this process, however that ends; unchanged where the system can't do that, or that is
 * not known yet.
 */
export function endingWithServer(program: string, args: readonly string[]): string[] {
  return [...(setpriv === '' ? [] : [setpriv, '--pdeathsig', 'KILL']), program, ...args];
}

/** Finds out how children end with this process. To be asked when they are needed would keep everybody waiting for a process. */
export function learnToEndChildren(): Promise<void> {
  return (learning ??= learn());
}

async function learn(): Promise<void> {
  for (const place of places) {
    if (setpriv === '' && (await works(place))) setpriv = place;
  }
}

let learning: Promise<void> | undefined;

/** Where Linux has it. */
const places = ['/usr/bin/setpriv', '/bin/setpriv'];
/** Empty: there is none that can do it. */
let setpriv = '';

function works(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(path, ['--pdeathsig', 'KILL', '/bin/true'], (error) => {
      resolve(error === null);
    });
  });
}

/**
 * Keeps the memory of all children together below a bound: beyond it the largest is ended. Where the system does not tell how
 * much they have, as it does on Linux, only the limit of each holds.
 */
export class ChildMemory {
  readonly #mostBytes: number;
  readonly #everyMs: number;
  readonly #children = new Set<ChildProcess>();
  #timer: NodeJS.Timeout | undefined;

  /** @param megabytes - of all together. @param everyMs - how often they are looked at. */
  constructor(megabytes: number, everyMs: number = lookEveryMs) {
    this.#mostBytes = megabytes * 1_000_000;
    this.#everyMs = everyMs;
  }

  /** Watches a child until it has ended. */
  watch(child: ChildProcess): void {
    this.#children.add(child);
    child.once('close', () => {
      this.#children.delete(child);
      if (this.#children.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    });
    this.#timer ??= setInterval(() => void this.#look(), this.#everyMs).unref();
  }

  async #look(): Promise<void> {
    const sizes = await Promise.all(
      [...this.#children].map(async (child) => ({ child, bytes: await ownBytes(child.pid) })),
    );
    sizes.sort((a, b) => a.bytes - b.bytes);
    let all = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    while (all > this.#mostBytes) {
      const largest = sizes.pop();
      if (largest === undefined) return;
      all -= largest.bytes;
      largest.child.kill('SIGKILL');
    }
  }
}

/** What a process holds and shares with no other. */
async function ownBytes(pid: number | undefined): Promise<number> {
  const text = await readFile(`/proc/${String(pid)}/statm`, 'utf8').catch(() => '');
  const [, resident = 0, shared = 0] = text.split(' ').map(Number);
  return (resident - shared) * pageBytes;
}
