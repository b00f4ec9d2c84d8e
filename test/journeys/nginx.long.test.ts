import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createServer } from '../../packages/server/src/index.ts';
import type { RunningServer } from '../../packages/server/src/index.ts';
import { root } from '../../scripts/tools.mjs';

// Rule: the lines for nginx that docs/server/proxies.md shows do what it says, with Debian's nginx.

const run = promisify(execFile);
const nginx = '/usr/sbin/nginx';
const page = readFileSync(join(root, 'docs/server/proxies.md'), 'utf8');
const config = /```nginx nginx\.conf\n([^]*?)```/.exec(page)?.[1] ?? '';
const folder = mkdtempSync(`${tmpdir()}/vivavoce-nginx-`);
const closing: (() => unknown)[] = [];
const keys = [{ apiKey: 'key', secretKey: 'secret' }];

let server: RunningServer;
let port: number;
beforeAll(async () => {
  server = await createServer({
    port: 0,
    recogniser: 'none',
    keys,
    trustProxy: true,
    allowedHosts: ['voice.example'],
    allowedOrigins: ['https://app.example'],
    database: `${folder}/kept.db`,
  }).listen();
  closing.push(() => server.close());
  execFileSync(
    'openssl',
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -keyout key.pem -out cert.pem -subj /CN=voice.example`.split(
      ' ',
    ),
    { cwd: folder, stdio: 'ignore' },
  );
  port = await serveBy(config);
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  rmSync(folder, { recursive: true });
});

/** Starts nginx with these lines, but for the ports. @returns where it listens. */
async function serveBy(lines: string): Promise<number> {
  if (!existsSync(nginx)) throw new Error('There is no nginx: scripts/debian.mjs installs it.');
  const free = await freePort();
  const own = lines
    .replace('listen 443 ssl', `listen 127.0.0.1:${String(free)} ssl`)
    .replace('127.0.0.1:8788', `127.0.0.1:${String(server.port)}`)
    .replaceAll(/ (cert|key)\.pem/g, ` ${folder}/$1.pem`);
  const prefix = mkdtempSync(`${folder}/run-`);
  mkdirSync(`${prefix}/temporary`);
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${prefix}/temporary/${name};`,
  );
  writeFileSync(
    `${prefix}/nginx.conf`,
    `daemon off; pid ${prefix}/nginx.pid; error_log stderr;\n${own.replace('http {', `http { access_log off; ${paths.join(' ')}`)}`,
  );
  const child = spawn(nginx, ['-p', prefix, '-c', `${prefix}/nginx.conf`], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('close', resolve));
  closing.push(() => {
    child.kill('SIGTERM');
    return ended;
  });
  const up = async () => {
    expect(await status(free, '/health')).toBe('200');
  };
  await vi.waitFor(up, { timeout: 10_000, interval: 100 });
  return free;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createTcpServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(free);
      });
    });
  });
}

/** Asks as a client of the network does: by name, with a certificate that it trusts. */
async function curl(at: number, path: string, ...more: string[]): Promise<string> {
  const name = `voice.example:${String(at)}`;
  const args = ['--silent', '--insecure', '--resolve', `${name}:127.0.0.1`, ...more];
  return (await run('curl', [...args, `https://${name}${path}`])).stdout;
}

async function status(at: number, path: string, ...headers: string[]): Promise<string> {
  try {
    const given = headers.flatMap((header) => ['--header', header]);
    return await curl(at, path, '--output', '/dev/null', '--write-out', '%{http_code}', ...given);
  } catch {
    return '';
  }
}

function dial(at: number, query = '', headers: Record<string, string> = {}) {
  const url = `wss://127.0.0.1:${String(at)}/v0/evi/chat?api_key=key${query}`;
  const all = { host: 'voice.example', ...headers };
  const socket = new WebSocket(url, { rejectUnauthorized: false, headers: all });
  const messages: { type: string; chat_group_id?: string; message?: { content: string } }[] = [];
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as never));
  socket.on('error', () => undefined);
  const refused = new Promise<number>((resolve) => {
    socket.on('unexpected-response', (_, { statusCode = 0 }) => {
      resolve(statusCode);
    });
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  const seen = (type: string) =>
    expect.poll(() => messages.some((one) => one.type === type), { timeout: 20_000 }).toBe(true);
  return { socket, messages, refused, closed, seen };
}

test('a Chat is opened, spoken in and heard through it', async () => {
  const { socket, messages, seen, closed } = dial(port);
  await seen('chat_metadata');
  socket.send(JSON.stringify({ type: 'user_input', text: 'What is two plus two?' }));
  await seen('assistant_end');
  expect(messages.some(({ type }) => type === 'audio_output')).toBe(true);
  socket.close();
  await closed;
});

test('pages of the allowed origin are let in, others are not', async () => {
  const mine = dial(port, '', { origin: 'https://app.example' });
  await mine.seen('chat_metadata');
  mine.socket.close();
  expect(await dial(port, '', { origin: 'https://evil.example' }).refused).toBe(403);
  expect(await dial(port, '', { host: 'other.example' }).refused).toBe(403);
});

test('the addresses of recordings are those of the proxy, whatever a client forges', async () => {
  const forged = ['X-Forwarded-Proto: http', 'X-Forwarded-Host: evil.example'];
  const chats = JSON.parse(
    await curl(port, '/v0/evi/chats?ascending_order=false', '--header', 'X-Hume-Api-Key: key'),
  ) as { chats_page: { id: string }[] };
  const [chat] = chats.chats_page;
  const answer = await curl(
    port,
    `/v0/evi/chats/${chat?.id ?? ''}/audio`,
    ...['X-Hume-Api-Key: key', ...forged].flatMap((header) => ['--header', header]),
  );
  expect(answer).not.toContain('evil.example');
  expect(answer).toMatch(/"status":"/);
  const { signed_audio_url: url } = JSON.parse(answer) as { signed_audio_url: string | null };
  if (url !== null) expect(url).toMatch(/^https:\/\/voice\.example\//);
});

test('a client that forges its address is slowed all the same when it guesses keys', async () => {
  const codes: string[] = [];
  for (let i = 0; i < 25; i++) {
    const headers = [`X-Hume-Api-Key: wrong ${String(i)}`, `X-Forwarded-For: 192.0.2.${String(i)}`];
    codes.push(await status(port, '/v0/evi/configs', ...headers));
  }
  expect(codes.at(-1)).toBe('429');
});

test('a line that a proxy cuts because nobody speaks is taken up again', async () => {
  const hasty = await serveBy(
    config.replace(/proxy_(read|send)_timeout 75s/g, 'proxy_$1_timeout 1s'),
  );
  const first = dial(hasty);
  await first.seen('chat_metadata');
  const group = first.messages[0]?.chat_group_id ?? '';
  first.socket.send(JSON.stringify({ type: 'user_input', text: 'My name is Ada.' }));
  await first.seen('assistant_end');
  expect(await first.closed).toBe(1006);
  const back = dial(hasty, `&resumed_chat_group_id=${group}`);
  await back.seen('chat_metadata');
  expect(back.messages[0]?.chat_group_id).toBe(group);
  back.socket.send(JSON.stringify({ type: 'user_input', text: 'What is my name?' }));
  await expect
    .poll(
      () => back.messages.some(({ message }) => message?.content.includes('Your name is Ada')),
      {
        timeout: 20_000,
      },
    )
    .toBe(true);
  back.socket.close();
  await back.closed;
});
