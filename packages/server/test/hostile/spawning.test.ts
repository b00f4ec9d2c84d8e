import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findExecutable } from '../../src/base/processes/find-executable.ts';
import { findPocketsphinx } from '../../src/engines/recognition/find-pocketsphinx.ts';
import { createFliteSynthesiser } from '../../src/engines/synthesis/flite.ts';
import { TestClient } from '../support/client.ts';
import { spoken } from '../support/spoken.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const ffmpeg = await findExecutable('ffmpeg');
const files = 256;

it.skipIf(process.platform === 'win32' || !(await findPocketsphinx()))(
  'a process that can not be started costs one sentence, and no Chat',
  async () => {
    const flite = createFliteSynthesiser();
    const { samples } = await spoken(flite, 'Hello there, how are you?');
    await flite.close();
    const script = `ulimit -n ${String(files)}; exec "$@"`;
    const run = [process.execPath, cli, '--port', '0', '--recogniser', 'pocketsphinx'];
    const server = spawn('/bin/sh', ['-c', script, 'sh', ...run]);
    let said = '';
    server.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    const taken: Socket[] = [];
    try {
      await expect.poll(() => said, { timeout: 20_000 }).toContain('http://');
      const url = /http:\/\/[\d.:]+/.exec(said)?.[0] ?? '';
      const { hostname, port } = new URL(url);
      const [calm, speaking, recording] = await Promise.all([
        TestClient.open({ url }),
        TestClient.open({ url }),
        TestClient.open({ url }),
      ]);
      speaking.declareAudio();
      // Connections take all files that the process may have open.
      for (let i = 0; i < files; i++) {
        const socket = connect(Number(port), hostname);
        socket.on('error', () => undefined);
        taken.push(socket);
        await once(socket, 'connect');
      }
      await speaking.speak(samples, { paced: false });
      await speaking.next('error');
      expect(speaking.all('error').map(({ slug }) => slug)).toEqual(['transcription_failure']);
      // The beginning of a WebM.
      recording.socket.send(Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3, 0, 0, 0, 0));
      expect((await recording.next('error')).slug).toBe(
        ffmpeg === undefined ? 'audio_decoder_missing' : 'audio_not_decodable',
      );
      for (const socket of taken) socket.destroy();
      for (const [client, text] of [
        [calm, 'Hello.'],
        [speaking, 'And me?'],
        [recording, 'And me?'],
      ] as const) {
        client.send({ type: 'user_input', text });
        await client.next('assistant_end');
      }
      expect(server.exitCode).toBeNull();
    } finally {
      for (const socket of taken) socket.destroy();
      server.kill('SIGKILL');
    }
  },
);
