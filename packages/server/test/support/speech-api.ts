import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeWav } from '../../src/audio/wav.ts';

/** What a speech API was asked. */
export interface SpeechAsked {
  path: string | undefined;
  headers: IncomingHttpHeaders;
  /** Of a transcription: its fields, the file as bytes. */
  form?: Record<string, string | Uint8Array>;
  /** Of a WAV. */
  body?: Uint8Array;
  /** Of a request for speech. */
  json?: Record<string, unknown>;
}

/** A speech API on this machine that answers each question with the next of the given answers. */
export async function speechApi(...answers: ((response: ServerResponse) => void)[]): Promise<{
  url: string;
  asked: SpeechAsked[];
  close: () => Promise<void>;
}> {
  const asked: SpeechAsked[] = [];
  const http = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      void read(request.url, request.headers, Buffer.concat(pieces)).then((question) => {
        asked.push(question);
        const answer = answers.shift();
        if (answer) answer(response);
        else response.writeHead(500).end('{"error":"the-secret"}');
      });
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${String((http.address() as AddressInfo).port)}/v1`,
    asked,
    async close() {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

async function read(
  path: string | undefined,
  headers: IncomingHttpHeaders,
  body: Buffer,
): Promise<SpeechAsked> {
  const type = headers['content-type'] ?? '';
  if (type === 'audio/wav') return { path, headers, body };
  if (!type.startsWith('multipart/')) {
    return { path, headers, json: JSON.parse(body.toString('utf8')) as Record<string, unknown> };
  }
  const data = await new Response(new Uint8Array(body), {
    headers: { 'content-type': type },
  }).formData();
  const form: Record<string, string | Uint8Array> = {};
  for (const [name, value] of data) {
    form[name] = typeof value === 'string' ? value : new Uint8Array(await value.arrayBuffer());
  }
  return { path, headers, form };
}

/** Answers with JSON. */
export function json(value: unknown): (response: ServerResponse) => void {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
}

/** Answers with bytes. */
export function bytes(value: Uint8Array): (response: ServerResponse) => void {
  return (response) => {
    response.writeHead(200, { 'content-type': 'audio/wav' }).end(value);
  };
}

/** A tone of 24 kHz. */
export function tone(seconds: number): Int16Array {
  return Int16Array.from({ length: 24_000 * seconds }, (_, i) => 9000 * Math.sin(i / 10));
}

/** A WAV whose header says, as streamed ones do, that its length is not known. */
export function streamedWav(samples: Int16Array): Uint8Array {
  const wav = writeWav({ samples, sampleRate: 24_000 });
  new DataView(wav.buffer).setUint32(4, 0xffffffff, true);
  new DataView(wav.buffer).setUint32(40, 0xffffffff, true);
  return wav;
}
