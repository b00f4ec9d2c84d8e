import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createServer } from '../../src/index.ts';
import type { RunningServer } from '../../src/index.ts';
import { findExecutable } from '../../src/base/processes/find-executable.ts';
import { createFliteSynthesiser } from '../../src/engines/synthesis/flite.ts';
import { TestClient } from '../support/client.ts';
import { scriptedRecogniser, toneSynthesiser } from '../support/engines.ts';
import { spoken } from '../support/spoken.ts';

// What browsers record: sent as it comes, undeclared, and decoded by ffmpeg where that is installed.
const ffmpeg = await findExecutable('ffmpeg');
const flite = createFliteSynthesiser();
const folders: string[] = [];

/** One that understands: its engines take seconds to load. */
let listening: RunningServer;
beforeAll(async () => {
  await flite.speak('Ready.', 'slt');
  listening = await createServer({ port: 0, recogniser: 'soundswallower' }).listen();
});
afterAll(async () => {
  await listening.close();
  await flite.close();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** Speech as a browser's recorder would write it. */
async function recorded(samples: Int16Array, output: string[]): Promise<Buffer> {
  const input = ['-f', 's16le', '-ar', '16000', '-ac', '1', '-i', 'pipe:0'];
  const child = spawn(ffmpeg ?? '', ['-loglevel', 'quiet', ...input, ...output, 'pipe:1'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  child.stdin.end(Buffer.from(samples.buffer));
  await once(child, 'close');
  return Buffer.concat(pieces);
}

/** Sends a recording in a hundred pieces, over the time it lasts. */
async function play(client: TestClient, bytes: Buffer, ms: number, binary: boolean): Promise<void> {
  const size = Math.ceil(bytes.length / 100);
  const start = performance.now();
  for (let at = 0, piece = 1; at < bytes.length; at += size, piece++) {
    const data = bytes.subarray(at, at + size);
    if (binary) client.socket.send(data);
    else client.send({ type: 'audio_input', data: data.toString('base64') });
    const due = start + (ms * piece) / 100 - performance.now();
    if (due > 0) await new Promise((resolve) => setTimeout(resolve, due));
  }
}

const webm = ['-c:a', 'libopus', '-ar', '48000', '-f', 'webm', '-cluster_time_limit', '100'];

it.skipIf(ffmpeg === undefined).each([
  ['WebM with Opus in audio_input', webm, false],
  ['WebM with Opus in binary frames', webm, true],
  [
    'Ogg with Opus',
    ['-c:a', 'libopus', '-ar', '48000', '-f', 'ogg', '-page_duration', '100000'],
    true,
  ],
  [
    'fragmented MP4 with AAC',
    ['-c:a', 'aac', '-f', 'mp4', '-movflags', 'empty_moov+frag_every_frame'],
    true,
  ],
  ['WAV', ['-f', 'wav'], true],
] as [string, string[], boolean][])(
  '%s is understood without being declared, and interrupts',
  { timeout: 40_000 },
  async (_, format, binary) => {
    const client = await TestClient.open(listening);
    const { samples } = await spoken(flite, 'What is seven plus five?', { tailMs: 1500 });
    const bytes = await recorded(samples, format);
    client.send({ type: 'user_input', text: 'tell me a long story' });
    await client.next('audio_output');
    await play(client, bytes, samples.length / 16, binary);
    await client.next('user_interruption');
    expect((await client.nextWords(2)).message.content).toBe('what is seven plus five');
    expect(client.all('error')).toEqual([]);
    await client.close();
  },
);

it.skipIf(ffmpeg === undefined)(
  'a recorder that is restarted in mid-call is heard on, in order',
  { timeout: 40_000 },
  async () => {
    const client = await TestClient.open(listening);
    client.send({ type: 'pause_assistant_message' });
    for (const text of ['Good morning.', 'Good evening.']) {
      const { samples } = await spoken(flite, text);
      client.socket.send(await recorded(samples, webm));
    }
    await client.nextWords(2);
    const words = client.all('user_message').map(({ message }) => message.content);
    expect(words).toEqual(['good morning', 'good evening']);
    await client.close();
  },
);

it.skipIf(ffmpeg === undefined)(
  'what only begins like a WebM is one clear error; linear16 works afterwards',
  { timeout: 20_000 },
  async () => {
    await withServer(async (server) => {
      const client = await TestClient.open(server);
      const nonsense = Buffer.concat([
        Buffer.from([0x1a, 0x45, 0xdf, 0xa3]),
        Buffer.alloc(5000, 7),
      ]);
      client.socket.send(nonsense);
      for (let i = 0; i < 20; i++) client.socket.send(Buffer.alloc(50_000, i));
      expect((await client.next('error')).slug).toBe('audio_not_decodable');
      client.declareAudio();
      await client.speak((await spoken(flite, 'Hello there.')).samples, { paced: false });
      await client.nextWords();
      expect(client.all('error')).toHaveLength(1);
      await client.close();
    });
  },
);

it('without ffmpeg a WebM is one clear error that names it, and typing works', async () => {
  vi.stubEnv('PATH', '/nowhere');
  await withServer(async (server) => {
    const client = await TestClient.open(server);
    client.socket.send(Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0, 0, 0, 0]));
    client.socket.send(Buffer.alloc(100, 1));
    const error = await client.next('error');
    expect(error.slug).toBe('audio_decoder_missing');
    expect(error.message).toContain('ffmpeg');
    client.send({ type: 'user_input', text: 'hello' });
    await client.next('assistant_end');
    expect(client.all('error')).toHaveLength(1);
    await client.close();
  });
});

it.skipIf(process.platform === 'win32')('the decoder ends with its Chat', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vivavoce-'));
  folders.push(folder);
  // In ffmpeg's place, a program that never ends by itself.
  const program = join(folder, 'ffmpeg');
  await writeFile(program, `#!/bin/sh\necho $$ > '${folder}/pid'\nexec /bin/cat > /dev/null\n`);
  await chmod(program, 0o755);
  vi.stubEnv('PATH', folder);
  await withServer(async (server) => {
    const client = await TestClient.open(server);
    client.socket.send(Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0, 0, 0, 0]));
    const pid = await vi.waitFor(
      async () => {
        const number = Number(await readFile(`${folder}/pid`, 'utf8'));
        if (!(number > 0)) throw new Error('not yet');
        return number;
      },
      { timeout: 10_000 },
    );
    expect(isAlive(pid)).toBe(true);
    await client.close();
    await vi.waitFor(() => {
      expect(isAlive(pid)).toBe(false);
    }, 10_000);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function withServer(run: (server: RunningServer) => Promise<void>): Promise<void> {
  const server = await createServer({
    port: 0,
    voiceActivity: 'fvad',
    recogniser: scriptedRecogniser({ kind: 'words', text: 'hello' }),
    synthesiser: toneSynthesiser(0.1),
  }).listen();
  try {
    await run(server);
  } finally {
    await server.close();
  }
}
