import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { TestClient } from '../support/client.ts';
import { completionsEndpoint, saying } from '../support/completions-endpoint.ts';
import { remoteDatabase } from '../support/remote-database.ts';

// The command as it is published: built, and run by Node alone.
const root = fileURLToPath(new URL('../..', import.meta.url));
const built = `${root}.cache/cli-test`;

beforeAll(async () => {
  await build({
    cwd: root,
    outDir: built,
    logLevel: 'error',
    dts: false,
    // Built from its sources, so that this test needs no build before it.
    noExternal: [/^@vivavoce/],
    inputOptions: {
      resolve: { conditionNames: ['vivavoce-source', 'module', 'import', 'default'] },
    },
  });
}, 60_000);

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

function start(args: string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [`${built}/cli.js`, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      resolve({ code, ...output });
    });
  });
  const line = new Promise<string>((resolve, reject) => {
    child.stdout.once('data', () => {
      resolve(output.stdout);
    });
    void ended.then(({ stderr }) => {
      reject(new Error(stderr));
    });
  });
  line.catch(() => undefined);
  return { child, ended, line };
}

function urlIn(line: string): string {
  return /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? '';
}

it.each([
  ['SIGINT', 1001],
  ['SIGTERM', 1012],
] as const)(
  'it says in one line where it listens and with what, holds a Chat, and ends cleanly on %s',
  { timeout: 30_000 },
  async (signal, code) => {
    const { child, ended, line } = start(['--port', '0', '--recogniser', 'soundswallower']);
    const url = urlIn(await line);
    const address = { url };
    const client = await TestClient.open(address);
    client.send({ type: 'user_input', text: 'what is two plus two' });
    await client.next('assistant_end');
    expect(client.all('audio_output').length).toBeGreaterThan(0);
    child.kill(signal);
    expect(await ended).toEqual({
      code: 0,
      stdout: `Viva Voce server on ${url} (voice activity silero, recogniser soundswallower (listed phrases), synthesiser flite, scores pitch-loudness-rate (heuristic), replies partner, database in memory); socket ${url.replace('http', 'ws')}/v0/evi/chat; keys: none asked\n`,
      stderr: '',
    });
    expect((await client.closed).code).toBe(code);
  },
);

it('it says when voices are kept', { timeout: 30_000 }, async () => {
  const { child, ended, line } = start([
    '--port',
    '0',
    '--recogniser',
    'none',
    '--max-audio-mb',
    '1',
  ]);
  expect(await line).toContain('database in memory, sound of Chats kept)');
  child.kill();
  expect(await ended).toMatchObject({ code: 0 });
});

it('a busy port is one clear line and exit code 1', { timeout: 30_000 }, async () => {
  const other = createTcpServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address ? String(address.port) : '';
  const { code, stdout, stderr } = await start(['--port', port, '--recogniser', 'none']).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toBe(
    `Failed to listen on 127.0.0.1:${port}: because another program listens there. Choose another port, or 0 for any free one.\n`,
  );
  await new Promise((resolve) => other.close(resolve));
});

it.each([
  [['--port', 'x'], /--port/],
  [['--recogniser', 'ears'], /--recogniser.*auto, pocketsphinx/],
  [['--nonsense'], /--nonsense.*--help/],
  [['more'], /more.*--help/],
  [['--database', '/no such folder/kept.db'], /\/no such folder\/kept\.db: because ENOENT/],
  [['--database', 'http://127.0.0.1:4'], /at 127\.0\.0\.1:4: because .*ECONNREFUSED/],
  [['--max-database-mb', 'much'], /--max-database-mb/],
  [['--model', 'small'], /--model-url/],
  [['--model-url', 'nowhere', '--model', 'small'], /http or https address/],
  [['--config', 'package.json.missing'], /--config/],
  [['--config', `${root}package.json`, '--recogniser', 'none'], /config\.name/],
])('%j is refused with exit code 1', { timeout: 30_000 }, async (args, message) => {
  const { code, stdout, stderr } = await start(args).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(message);
});

it.each(['API', 'SECRET'])(
  '%s key alone is refused: the server would be open',
  { timeout: 30_000 },
  async (name) => {
    const { code, stderr } = await start(['--port', '0'], { [`VIVAVOCE_${name}_KEY`]: 'half' })
      .ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/VIVAVOCE_(API|SECRET)_KEY: because it is missing/);
    expect(stderr).not.toContain('half');
  },
);

it(
  '--database takes a remote address, whose token is of the environment and shown nowhere',
  { timeout: 30_000 },
  async () => {
    const database = await remoteDatabase('the-database-token');
    const args = ['--port', '0', '--recogniser', 'none', '--database', database.url];
    const { child, ended, line } = start(args, { VIVAVOCE_DATABASE_TOKEN: 'the-database-token' });
    const started = await line;
    expect(started).toContain(`database at ${new URL(database.url).host})`);
    const client = await TestClient.open({ url: urlIn(started) });
    await client.close();
    database.mood = 'refuses';
    await new TestClient({ url: urlIn(started) }).closed;
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(0);
    expect(stderr).toContain('Failed to use the database');
    expect(stdout + stderr).not.toContain('the-database-token');
    await database.close();
  },
);

it('--help says what there is', async () => {
  const { code, stdout } = await start(['--help']).ended;
  expect(code).toBe(0);
  expect(stdout).toContain('--recogniser NAME      auto, pocketsphinx, soundswallower, none');
});

it('--version says the package’s own', async () => {
  const { code, stdout } = await start(['--version']).ended;
  const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
    version: string;
  };
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${version}\n` });
});

it(
  'keys from the environment are asked of clients and shown nowhere',
  { timeout: 30_000 },
  async () => {
    const keys = { VIVAVOCE_API_KEY: 'the-api-key', VIVAVOCE_SECRET_KEY: 'the-secret' };
    const { child, ended, line } = start(['--port', '0', '--recogniser', 'none'], keys);
    const url = urlIn(await line);
    const address = { url };
    const refused = new TestClient(address, '?api_key=wrong');
    expect((await refused.closed).reason).toBe('unauthorized');
    const client = await TestClient.open(address, '?api_key=the-api-key');
    await client.close();
    child.kill('SIGTERM');
    const { stdout, stderr } = await ended;
    expect(stdout + stderr).not.toMatch(/the-api-key|the-secret/);
  },
);

it(
  '--greet speaks first, --model-url and --model answer, and the key is shown nowhere',
  { timeout: 30_000 },
  async () => {
    const endpoint = await completionsEndpoint(saying('Welcome.'));
    const { child, ended, line } = start(
      ['--port', '0', '--recogniser', 'none', '--greet', '--model-url', endpoint.url].concat([
        '--model',
        'small',
      ]),
      { VIVAVOCE_MODEL_KEY: 'the-model-key' },
    );
    const started = await line;
    expect(started).toContain('replies model small');
    const client = await TestClient.open({ url: urlIn(started) });
    await client.next('assistant_end');
    expect(client.all('assistant_message')[0]?.message.content).toBe('Welcome.');
    expect(endpoint.asked[0]?.authorization).toBe('Bearer the-model-key');
    child.kill('SIGTERM');
    const { stdout, stderr } = await ended;
    expect(stdout + stderr).not.toContain('the-model-key');
    await endpoint.close();
  },
);

/** A process in which SIGUSR2 makes something fail. */
const failing = (code: string) => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`process.on('SIGUSR2', () => { ${code} })`)}`,
});

it.skipIf(process.platform === 'win32')(
  'a promise that nobody waits for is logged without keys, and the server goes on; an exception that nobody catches ends it in order',
  { timeout: 30_000 },
  async () => {
    const keys = { VIVAVOCE_API_KEY: 'the-key', VIVAVOCE_SECRET_KEY: 'the-secret' };
    const args = ['--port', '0', '--recogniser', 'none'];
    const code =
      'if (globalThis.twice) throw new Error("nobody caught the-key"); globalThis.twice = true; void Promise.reject(new Error("nobody waited for the-key"))';
    const { child, ended, line } = start(args, { ...keys, ...failing(code) });
    const client = await TestClient.open({ url: urlIn(await line) }, '?api_key=the-key');
    let complained = '';
    child.stderr.on('data', (text: string) => (complained += text));
    child.kill('SIGUSR2');
    await expect.poll(() => complained, { timeout: 10_000 }).toContain('nobody waited for …');
    client.send({ type: 'user_input', text: 'Hello.' });
    await client.next('assistant_message');
    child.kill('SIGUSR2');
    expect((await client.closed).code).toBe(1001);
    const { code: exitCode, stderr } = await ended;
    expect(exitCode).toBe(1);
    expect(stderr).toContain('nobody caught …');
    expect(stderr).not.toContain('the-key');
  },
);

it('it says when keys are asked, and half of a certificate is refused in a line', async () => {
  const keys = { VIVAVOCE_API_KEY: 'key', VIVAVOCE_SECRET_KEY: 'secret' };
  const { child, ended, line } = start(['--port', '0', '--recogniser', 'none'], keys);
  expect(await line).toMatch(/; keys: asked of every client\n$/);
  child.kill();
  await ended;
  const half = await start(['--port', '0', '--tls-cert', 'cert.pem']).ended;
  expect(half).toMatchObject({ code: 1, stdout: '' });
  expect(half.stderr).toMatch(/--tls-cert: because the file can not be read/);
}, 30_000);

it(
  '--keys is read again on SIGHUP; a file with one bad line is told without quoting it, and the old list stays',
  { timeout: 30_000 },
  async () => {
    const folder = mkdtempSync(`${tmpdir()}/vivavoce-keys-`);
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const file = `${folder}/keys.json`;
    const ann = { apiKey: 'the-key-of-ann', secretKey: 'the-secret-of-ann' };
    const bob = { apiKey: 'the-key-of-bob', secretKey: 'the-secret-of-bob' };
    writeFileSync(file, JSON.stringify([ann]));
    const { child, ended, line } = start(['--port', '0', '--recogniser', 'none', '--keys', file]);
    const url = urlIn(await line);
    const status = async ({ apiKey }: typeof ann) =>
      (await fetch(`${url}/v0/evi/configs`, { headers: { 'x-hume-api-key': apiKey } })).status;
    const readAgain = async (text: string, told: RegExp) => {
      writeFileSync(file, text);
      const seen = new Promise<string>((resolve) => {
        child.stderr.on('data', (data: string) => {
          if (told.test(data)) resolve(data);
        });
      });
      child.kill('SIGHUP');
      return seen;
    };
    expect([await status(ann), await status(bob)]).toEqual([200, 401]);
    const bad = JSON.stringify([bob, { ...ann, secretKey: 'the-secret-of-ann', maxChats: 'two' }]);
    const told = await readAgain(bad, /stay/);
    expect(told).toBe(
      'error: Failed to read the option --keys: because entry 2, maxChats: Invalid type: Expected number. The keys that were read before stay.\n',
    );
    expect([await status(ann), await status(bob)]).toEqual([200, 401]);
    await readAgain(JSON.stringify([ann, bob]), /read again: 2/);
    expect([await status(ann), await status(bob)]).toEqual([200, 200]);
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(0);
    expect(`${stdout}${stderr}`).not.toMatch(/the-(key|secret)-of/);
  },
);

it('--log json: a start that fails is a line of JSON as well', { timeout: 30_000 }, async () => {
  for (const args of [['--port', '99999'], ['--nonsense'], ['--database', '/nowhere/at/all.db']]) {
    const { code, stdout, stderr } = await start([...args, '--log', 'json']).ended;
    expect(code).toBe(1);
    expect(stdout).toBe('');
    const [line = '', ...more] = stderr.trim().split('\n');
    expect(more).toEqual([]);
    expect(JSON.parse(line)).toMatchObject({
      level: 'error',
      message: expect.any(String) as string,
    });
  }
});

it(
  '--log json: each line is an object, what goes wrong in a Chat has its id, and no line holds a key or a sentence',
  { timeout: 60_000 },
  async () => {
    const folder = mkdtempSync(`${tmpdir()}/vivavoce-log-`);
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const file = `${folder}/keys.json`;
    writeFileSync(file, JSON.stringify([{ apiKey: 'the-key', secretKey: 'the-secret' }]));
    const args = ['--port', '0', '--recogniser', 'none', '--log', 'json', '--keys', file];
    // Nobody listens there: no sentence can be spoken.
    args.push('--speech-url', 'http://127.0.0.1:9/v1', '--speech-model', 'none');
    const { child, ended, line } = start(args, { VIVAVOCE_SPEECH_KEY: 'the-speech-key' });
    const url = urlIn(await line);
    const client = await TestClient.open({ url }, '?api_key=the-key');
    const { chat_id: chat } = await client.next('chat_metadata');
    client.send({ type: 'session_settings', language_model_api_key: 'the-model-key' });
    client.send({ type: 'user_input', text: 'Zanzibar is a secret of mine.' });
    const said = await client.next('assistant_message');
    await client.next('assistant_end');
    client.socket.send('{"type":"user_input","text":"Zanzibar');
    await client.next('error', 2);
    writeFileSync(file, '[{"apiKey": "the-key", "secretKey": "the-secret", Zanzibar}]');
    const told = new Promise((resolve) => child.stderr.once('data', resolve));
    child.kill('SIGHUP');
    await told;
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(0);
    const lines = `${stdout}${stderr}`.trim().split('\n');
    const entries = lines.map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(entries.length).toBeGreaterThanOrEqual(3);
    for (const entry of entries) {
      expect(String(entry['time'])).toMatch(/^\d{4}-.*Z$/);
      expect(String(entry['level'])).toMatch(/^(info|warning|error)$/);
      expect(typeof entry['message']).toBe('string');
    }
    const ofChat = entries.filter(({ chat_id: id }) => id === chat);
    expect(ofChat.map(({ message }) => message)).toEqual([
      'A Chat has begun',
      'A sentence could not be spoken',
      expect.stringMatching(/^A turn begun by text was answered after/),
      expect.stringMatching(/^A Chat has ended after .*: server_restarts$/),
    ]);
    expect(ofChat.filter(({ turn_id: turn }) => typeof turn === 'string')).toHaveLength(1);
    const all = `${stdout}${stderr}`;
    expect(all).not.toMatch(/the-(key|secret|speech-key|model-key)|Zanzibar/);
    expect(all).not.toContain(said.message.content);
  },
);
