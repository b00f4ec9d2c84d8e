import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { findExecutable } from '../../src/base/processes/find-executable.ts';
import { TestClient } from '../support/client.ts';
import { expectUnharmed, whole } from './support/hostile-server.ts';

const ffmpeg = await findExecutable('ffmpeg');
const runs = ffmpeg !== undefined && process.platform === 'linux';
const chats = whole ? 10 : 5;

/** Sound whose file says that it has one sample a second: 10 s of sound at 16 kHz are 2 bytes of it. */
function atOneHertz(format: string): Buffer {
  const input = ['-f', 's16le', '-ar', '1', '-ac', '1', '-i', 'pipe:0'];
  const output = ['-c:a', 'pcm_s16le', '-f', format, 'pipe:1'];
  const bytes = execFileSync(ffmpeg ?? '', ['-loglevel', 'quiet', ...input, ...output], {
    input: Buffer.alloc(500_000, 7),
    maxBuffer: 100_000_000,
  });
  return bytes;
}

/** The children of a process, what each runs, and its memory in MB. */
function childrenOf(parent: number | undefined): { pid: number; program: string; mb: number }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const status = readFileSync(`/proc/${name}/status`, 'utf8');
        if (Number(/PPid:\s*(\d+)/.exec(status)?.[1]) !== parent) return [];
        const mb = Number(/VmRSS:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1000;
        return { pid: Number(name), program: /Name:\s*(.*)/.exec(status)?.[1] ?? '', mb };
      } catch {
        return [];
      }
    });
}

function lives(pid: number): boolean {
  try {
    return !/State:\s*Z/.test(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
  } catch {
    return false;
  }
}

it.skipIf(!runs)('a WAV of one sample a second is refused before anything decodes it', async () => {
  const wav = atOneHertz('wav');
  await expectUnharmed(400, {}, async (server) => {
    const clients = await Promise.all(Array.from({ length: chats }, () => TestClient.open(server)));
    for (const client of clients) client.socket.send(wav);
    for (const client of clients) {
      expect(await client.next('error')).toMatchObject({ slug: 'audio_format_unsupported' });
    }
    expect(childrenOf(server.process.pid)).toEqual([]);
    await Promise.all(clients.map((client) => client.close()));
  });
});

it.skipIf(!runs)(
  'a decoder that makes hours of sound out of nothing is ended, has a bounded memory, and is gone with a killed server',
  async () => {
    const sound = atOneHertz('matroska').subarray(0, 900_000);
    await expectUnharmed(400, {}, async (server) => {
      const clients = await Promise.all(
        Array.from({ length: chats }, () => TestClient.open(server)),
      );
      for (const client of clients) client.socket.send(sound);
      let largest = 0;
      const faults = () => clients.filter((client) => client.all('error').length > 0).length;
      await expect
        .poll(
          () => {
            for (const { mb } of childrenOf(server.process.pid)) largest = Math.max(largest, mb);
            return faults();
          },
          { timeout: 60_000, interval: 200 },
        )
        .toBe(chats);
      expect(largest).toBeLessThan(500);
      await expect.poll(() => childrenOf(server.process.pid), { timeout: 60_000 }).toEqual([]);
      await Promise.all(clients.map((client) => client.close()));
    });
    await expectUnharmed(400, {}, async (server) => {
      const client = await TestClient.open(server);
      // Half of a file: its decoder waits for more. Until it is one it is a shell, which nobody can stop for good.
      client.socket.send(sound.subarray(0, 3000));
      const decoders = () =>
        childrenOf(server.process.pid).filter(({ program }) => program === 'ffmpeg');
      await expect.poll(decoders).not.toEqual([]);
      const children = decoders();
      server.afterwards(() => {
        for (const { pid } of children) if (lives(pid)) process.kill(pid, 'SIGKILL');
      });
      for (const { pid } of children) process.kill(pid, 'SIGSTOP');
      const gone = once(server.process, 'exit');
      server.mayEnd();
      server.process.kill('SIGKILL');
      await gone;
      await expect.poll(() => children.filter(({ pid }) => lives(pid))).toEqual([]);
    });
  },
);
