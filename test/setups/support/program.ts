import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/** Without what the test runner has set for itself: builds read `NODE_ENV`, and npm its own settings. */
function environment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(NODE_ENV|VITEST.*|TEST|DEV|PROD|MODE|SSR|BASE_URL)$/.test(name),
  );
  const quiet = { CI: 'true', NEXT_TELEMETRY_DISABLED: '1', STORYBOOK_DISABLE_TELEMETRY: '1' };
  return { ...Object.fromEntries(own), ...quiet, ...more };
}

function start(cwd: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn('npm', args, {
    cwd,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, since what npm starts outlives it.
    detached: true,
  });
  const said = { text: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said.text += text));
  return { child, said };
}

function kill({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}

/**
 * Runs npm to its end.
 *
 * @returns s that it took
 * @throws Error with the end of what it said, where it failed or took too long
 */
export async function npm(
  cwd: string,
  args: readonly string[],
  { env = {}, limit = 300_000 }: { env?: Readonly<Record<string, string>>; limit?: number } = {},
): Promise<number> {
  const began = Date.now();
  const { child, said } = start(cwd, args, env);
  const timer = setTimeout(() => kill(child, 'SIGKILL'), limit);
  const code = await new Promise((settle) => {
    child.on('error', settle);
    child.on('close', settle);
  });
  clearTimeout(timer);
  if (code !== 0)
    throw new Error(`npm ${args.join(' ')} failed (${String(code)}):\n${said.text.slice(-3000)}`);
  return (Date.now() - began) / 1000;
}

/** Starts what runs on, by npm, and waits until it answers at that address. */
export async function launch(
  cwd: string,
  args: readonly string[],
  url: string,
  env: Readonly<Record<string, string>> = {},
): Promise<AsyncDisposable> {
  const { child, said } = start(cwd, args, env);
  const closed = new Promise((settle) => child.on('close', settle));
  const stop = async (): Promise<void> => {
    kill(child, 'SIGTERM');
    const timer = setTimeout(() => kill(child, 'SIGKILL'), 10_000);
    await closed;
    clearTimeout(timer);
    // npm ends before what it started does.
    kill(child, 'SIGKILL');
  };
  for (const end = Date.now() + 120_000; ;) {
    const answered = await fetch(url, { signal: AbortSignal.timeout(20_000) }).then(
      () => true,
      () => false,
    );
    if (answered) return { [Symbol.asyncDispose]: stop };
    if (child.exitCode !== null || Date.now() > end) {
      await stop();
      throw new Error(`npm ${args.join(' ')} is not at ${url}:\n${said.text.slice(-3000)}`);
    }
    await new Promise((settle) => setTimeout(settle, 100));
  }
}
