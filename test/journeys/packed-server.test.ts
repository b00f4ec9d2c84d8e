import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/tools.mjs';
import { TestClient } from '../../packages/server/test/support/client.ts';
import { unpack } from './support/installed.ts';

// `npx @vivavoce/server` in an empty folder: what is packed is all there is of us, and of others what it says it needs.

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vivavoce-packed-'));
  for (const name of ['evi', 'core', 'realtime', 'server']) await install(name);
  await mkdir(join(folder, 'node_modules/.bin'));
  const bin = (await manifest('server')).bin?.['vivavoce-server'] ?? '';
  // As npm does it.
  await symlink(
    join('../@vivavoce/server', bin),
    join(folder, 'node_modules/.bin/vivavoce-server'),
  );
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Manifest {
  bin?: Record<string, string>;
  dependencies?: Record<string, string>;
}

function home(name: string): string {
  return join(folder, 'node_modules/@vivavoce', name);
}

async function manifest(name: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(home(name), 'package.json'), 'utf8')) as Manifest;
}

/** Unpacks the tarball as npm would, and puts beside it what it depends on. */
async function install(name: string): Promise<void> {
  unpack(folder, name);
  for (const needed of Object.keys((await manifest(name)).dependencies ?? {})) {
    if (needed.startsWith('@vivavoce/')) continue;
    const here = join(folder, 'node_modules', needed);
    await mkdir(dirname(here), { recursive: true });
    await symlink(join(root, 'packages', name, 'node_modules', needed), here).catch(
      (error: unknown) => {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      },
    );
  }
}

function start(command: string, ...args: string[]) {
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C goes to npx and to what it started.
    detached: true,
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }));
  return { child, said, ended };
}

test('npx starts what was packed: it speaks, keeps what was said, and Ctrl-C ends it without a word', async () => {
  const { child, said, ended } = start(
    'npx',
    '--no-install',
    '@vivavoce/server',
    '--port',
    '0',
    '--recogniser',
    'soundswallower',
    '--database',
    'kept.db',
  );
  await expect.poll(() => said.stdout + said.stderr, { timeout: 30_000 }).toMatch(/http:.*\n/);
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said.stdout)?.[0] ?? said.stderr;
  const client = await TestClient.open({ url });
  client.send({ type: 'user_input', text: 'what is two plus two' });
  await client.next('assistant_end');
  expect(client.all('audio_output').length).toBeGreaterThan(0);
  expect((await fetch(`${url}/v0/evi/chats`)).status).toBe(200);
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
  expect((await client.closed).code).toBe(1001);
  // How npx itself ends is npm's affair.
  expect((await ended).stderr).toBe('');
  await expect(fetch(url)).rejects.toThrow();
  expect((await stat(join(folder, 'kept.db'))).size).toBeGreaterThan(0);
});

test('its command shows the help, and a wrong flag is one line that says so', async () => {
  // What npx runs; npx itself takes seconds of a processor.
  const command = join(folder, 'node_modules/.bin/vivavoce-server');
  const help = await start(command, '--help').ended;
  expect(help).toMatchObject({ code: 0, stderr: '' });
  expect(help.stdout).toMatch(/--port NUMBER[\s\S]*--database PLACE[\s\S]*VIVAVOCE_API_KEY/);
  const wrong = await start(command, '--prot', '8788').ended;
  expect(wrong).toMatchObject({ code: 1, stdout: '' });
  expect(wrong.stderr).toMatch(/^Unknown option '--prot'.*--help.*\n$/);
});
