import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's top folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

// `-y`: npx must not stop to ask. The version is the one that wrote the lockfile.
export const pnpm = ['-y', 'pnpm@12.21.0'];

/** Ends the program with a sentence when this Node is too old for the tools below. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Node ${process.versions.node} is too old: please install Node 20.19 or newer.`);
  process.exit(1);
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, quiet?: boolean, piped?: boolean, shell?: boolean, yielding?: boolean }} [options]
 *   quiet: what it prints is kept, and only returned; piped: it is printed as by a program that knows no terminal, but for its
 *   colours; yielding: it and what it starts take what others leave of the processors
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function run(
  command,
  args,
  { env = {}, quiet = false, piped = false, shell = false, yielding = false } = {},
) {
  return new Promise((settle) => {
    const child = spawn(command, args, {
      cwd: root,
      env: {
        ...process.env,
        ...(piped && process.stdout.isTTY && { FORCE_COLOR: '1' }),
        ...env,
      },
      stdio: quiet || piped ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      // npx is a script of its own on Windows.
      shell: shell || process.platform === 'win32',
    });
    if (yielding) yieldTo(child.pid);
    let output = '';
    if (piped) {
      child.stdout?.pipe(process.stdout, { end: false });
      child.stderr?.pipe(process.stderr, { end: false });
    } else {
      child.stdout?.on('data', (text) => (output += text));
      child.stderr?.on('data', (text) => (output += text));
    }
    child.on('error', (error) => settle({ ok: false, output: `${output}${error.message}` }));
    child.on('close', (code) => settle({ ok: code === 0, output }));
  });
}

/** @param {number | undefined} pid none where nothing could be started */
function yieldTo(pid) {
  try {
    if (pid !== undefined) setPriority(pid, 5);
  } catch {
    // Ended already, or not allowed here.
  }
}

/**
 * Runs pnpm, which npx brings when it is not there.
 * @param {string[]} args
 * @param {{ quiet?: boolean }} [options]
 */
export function runPnpm(args, options) {
  // CI: without it pnpm asks before it replaces a node_modules, and there may be nobody to answer.
  return run('npx', [...pnpm, ...args], { ...options, env: { CI: 'true' } });
}

/**
 * Runs a script of `package.json` that needs no pnpm, which takes seconds of a processor to begin. What it prints is only returned.
 * @param {string} name
 * @param {{ yielding?: boolean }} [options] as `run`
 */
export function runScript(name, options) {
  /** @type {{ scripts: Record<string, string> }} */
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const programs = join(root, 'node_modules/.bin');
  const env = { PATH: `${programs}${delimiter}${process.env.PATH ?? ''}` };
  return run(scripts[name] ?? '', [], { ...options, env, quiet: true, shell: true });
}

/** Installs exactly what the lockfile says. */
export function install() {
  return runPnpm(['install', '--frozen-lockfile', '--prefer-offline'], { quiet: true });
}

/**
 * The first port from `first` on that nobody listens on.
 * @param {number} first
 * @returns {Promise<number>}
 */
export async function freePort(first) {
  for (let port = first; port < first + 100; port += 1) {
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${first} and ${first + 99}`);
}

/** @param {number} port */
function isFree(port) {
  return new Promise((settle) => {
    const probe = createServer();
    probe.once('error', () => settle(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => settle(true)));
  });
}

/**
 * A package's program, by the package that depends on it.
 * @param {string} workspace
 * @param {string} path
 */
export function program(workspace, path) {
  return join(root, workspace, 'node_modules', path);
}
