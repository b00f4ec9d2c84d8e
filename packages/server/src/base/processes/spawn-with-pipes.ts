import { spawn } from 'node:child_process';
import type { ChildProcessByStdio, SpawnOptionsWithoutStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** A program that is written to and read from. */
export type PipedProcess = ChildProcessByStdio<Writable, Readable, null>;

/**
 * Starts a program.
 *
 * @throws an error where the system has no process or pipe left. Anything else, such as a program that is not there, is its `error` event.
 */
export function spawnWithPipes(
  program: string,
  args: readonly string[],
  options: Pick<SpawnOptionsWithoutStdio, 'detached'> = {},
): PipedProcess {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], ...options });
  // Without a free file descriptor Node gives it no streams, against its types, and tells of it in an event.
  if ((child as { stdin?: unknown }).stdin) return child;
  child.on('error', () => undefined);
  throw new Error('the system has no room for another process');
}
