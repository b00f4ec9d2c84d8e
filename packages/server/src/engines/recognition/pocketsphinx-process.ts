import { linear16ToBytes } from '@vivavoce/evi';
import { ServerError } from '../../base/server-error.ts';
import { endingWithServer, settingLimits } from '../../base/processes/child-limits.ts';
import type { ChildLimits } from '../../base/processes/child-limits.ts';
import type { PocketsphinxInstallation } from './find-pocketsphinx.ts';
import { spawnWithPipes } from '../../base/processes/spawn-with-pipes.ts';
import type { PipedProcess } from '../../base/processes/spawn-with-pipes.ts';

/** Decoding takes a third of the speech's length; a process that needs longer than this is stuck. */
const longestWorkMs = 30_000;

/** It holds 105 MB, and decodes in a third of the speech's length. */
const limits: ChildLimits = { megabytes: 1000, cpuSeconds: 600 };

/**
 * One run of PocketSphinx over one utterance. It loads its model while the user is still speaking and decodes as the
 * samples come, so little is left to do at the end.
 */
export class PocketsphinxProcess {
  readonly #installation: PocketsphinxInstallation;
  readonly #child: PipedProcess;
  readonly #ended: Promise<number | null>;
  #output = '';

  /** @throws an error where the system has no room for a process. */
  constructor(installation: PocketsphinxInstallation) {
    this.#installation = installation;
    // Node gives a child a socket for its standard input, and /dev/stdin can't be opened when it is one. A `cat` between
    // them makes it a pipe. The program's path and arguments are passed as they are, never as part of the script.
    const { program, args } = installation;
    const script = `${settingLimits(limits)} cat | "$@"`;
    this.#child = spawnWithPipes(
      '/bin/sh',
      ['-c', script, 'sh', ...endingWithServer(program, args)],
      {
        detached: true,
      },
    );
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text;
    });
    // A program that ends early shows in its exit code; the broken pipe is no news then.
    this.#child.stdin.on('error', () => undefined);
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject).once('close', resolve);
    });
    this.#ended.catch(() => undefined);
  }

  /** Resolves when the process and its pipes are gone, however they ended. */
  get gone(): Promise<unknown> {
    return this.#ended.catch(() => undefined);
  }

  write(samples: Int16Array): void {
    if (this.#child.stdin.writable) this.#child.stdin.write(linear16ToBytes(samples).slice());
  }

  /** No more samples: the words. @throws ServerError `engine-failed`. */
  async finish(): Promise<string> {
    this.#child.stdin.end();
    const late = setTimeout(() => {
      this.kill();
    }, longestWorkMs);
    let code: number | null;
    try {
      code = await this.#ended;
    } catch (error) {
      throw ServerError.engineFailed('pocketsphinx', error);
    } finally {
      clearTimeout(late);
    }
    if (code !== 0) {
      const cause = new Error(
        `it ended with ${code === null ? 'a signal' : `code ${String(code)}`}`,
      );
      throw ServerError.engineFailed('pocketsphinx', cause);
    }
    return this.#words();
  }

  /** Ends the process and whatever it started. */
  kill(): void {
    const { pid } = this.#child;
    if (pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null)
      return;
    try {
      // The whole group: the shell, the cat and the program.
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Gone in the meantime.
    }
  }

  // It splits what it hears at pauses: one line for each stretch.
  #words(): string {
    const lines = this.#output.split('\n').filter((line) => line.trim() !== '');
    const texts = this.#installation.output === 'text' ? lines : lines.map(textOfJson);
    return texts
      .join(' ')
      .toLowerCase()
      .replace(/<[^>]*>|\[[^\]]*\]|\(\d+\)/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
  }
}

function textOfJson(line: string): string {
  try {
    const value: unknown = JSON.parse(line);
    if (
      typeof value === 'object' &&
      value !== null &&
      't' in value &&
      typeof value.t === 'string'
    ) {
      return value.t;
    }
  } catch {
    // A line of its log, not an answer.
  }
  return '';
}
