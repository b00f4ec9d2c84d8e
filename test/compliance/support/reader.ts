import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, root } from '../../../scripts/tools.mjs';
import { printsAs } from './documented-page.ts';
import type { Step } from './documented-page.ts';

/** The port that the docs speak of. */
const documentedPort = '8788';
const patienceMs = 60_000;

interface Running {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<number | null>;
}

/**
 * Somebody who does what a page says, in an empty folder that has the files of docs/server/examples.
 *
 * `npx @vivavoce/server` is the built one, on a port of its own wherever the page says 8788. It goes on running, as in a
 * second terminal, until the page starts another or ends.
 */
export class Reader implements AsyncDisposable {
  readonly #folder: string;
  readonly #port: string;
  #server: Running | undefined;

  private constructor(folder: string, port: string) {
    this.#folder = folder;
    this.#port = port;
  }

  static async sitDown(): Promise<Reader> {
    const folder = await mkdtemp(join(tmpdir(), 'vivavoce-docs-'));
    await cp(join(root, 'docs/server/examples'), folder, { recursive: true });
    await mkdir(join(folder, 'bin'));
    await mkdir(join(folder, 'node_modules/@vivavoce'), { recursive: true });
    for (const name of ['evi', 'server']) {
      await symlink(join(root, 'packages', name), join(folder, 'node_modules/@vivavoce', name));
    }
    const port = String(await freePort(18_900 + Math.floor(Math.random() * 3000)));
    const npx = join(folder, 'bin/npx');
    await writeFile(npx, npxFor(join(root, 'packages/server/dist/cli.js'), port));
    await chmod(npx, 0o755);
    return new Reader(folder, port);
  }

  /** Does one step; throws with what was printed when it does not go as the page says. */
  async do(step: Step): Promise<void> {
    if (step.kind === 'file') {
      await writeFile(join(this.#folder, step.name), this.#here(step.text));
    } else if (step.kind === 'run') {
      const starts = /\bnpx @vivavoce\/server\b(?!.*--help)/m.test(step.script);
      await (starts ? this.#start(step) : this.#run(step));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #start(step: Extract<Step, { kind: 'run' }>): Promise<void> {
    await this.#stop();
    const server = this.#spawn(step.script);
    this.#server = server;
    const end = Date.now() + patienceMs;
    while (!/Viva Voce server on .*\n/.test(server.said())) {
      const over = server.child.exitCode !== null || Date.now() > end;
      if (over) throw new Error(`${step.script}did not start:\n${server.said()}`);
      await new Promise((settle) => setTimeout(settle, 20));
    }
    this.#compare(step, server.said());
  }

  async #run(step: Extract<Step, { kind: 'run' }>): Promise<void> {
    const running = this.#spawn(step.script);
    const late = setTimeout(() => kill(running.child, 'SIGKILL'), patienceMs);
    const code = await running.ended;
    clearTimeout(late);
    if (code !== 0) {
      throw new Error(`${step.script}ended with ${String(code)}:\n${running.said()}`);
    }
    this.#compare(step, running.said());
  }

  #compare({ script, prints }: Extract<Step, { kind: 'run' }>, said: string): void {
    if (prints === undefined || printsAs(said, this.#here(prints))) return;
    throw new Error(`${script}printed:\n${said}\nand not, as the page says:\n${prints}`);
  }

  #spawn(script: string): Running {
    const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', this.#here(script)], {
      cwd: this.#folder,
      env: {
        ...process.env,
        PATH: `${join(this.#folder, 'bin')}:${process.env['PATH'] ?? ''}`,
        HOME: this.#folder,
        NODE_NO_WARNINGS: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that what the shell started ends with it.
      detached: true,
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const ended = once(child, 'close').then(() => child.exitCode);
    return { child, said: () => said, ended };
  }

  async #stop(): Promise<void> {
    if (this.#server === undefined) return;
    const { child, ended } = this.#server;
    this.#server = undefined;
    kill(child, 'SIGTERM');
    const late = setTimeout(() => kill(child, 'SIGKILL'), 10_000);
    await ended;
    clearTimeout(late);
  }

  #here(text: string): string {
    return text.replaceAll(documentedPort, this.#port);
  }
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, signal);
}

/** `npx` as it is once the packages are published: what is asked for is there, and nothing else. */
function npxFor(server: string, port: string): string {
  return `#!/usr/bin/env bash
[ "$1" = "@vivavoce/server" ] || { echo "no package $1 here" >&2; exit 1; }
shift
case " $* " in *" --port "*) ;; *) set -- "$@" --port ${port} ;; esac
exec "${process.execPath}" "${server}" "$@"
`;
}
