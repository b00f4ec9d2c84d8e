import { WebSocket } from 'ws';

/** In Hz. */
export const rate = 16_000;
/** Samples of one piece: 20 ms. */
const pieceLength = rate / 50;
/** Softer is not counted as the beginning of speech. */
const audible = 1000;

/** Something said, in pieces as they go over the wire. */
export interface Speech {
  /** `audio_input` messages of 20 ms each. */
  pieces: string[];
  /** When its first sound begins, in ms from the start. */
  onsetMs: number;
}

/** 20 ms of silence as an `audio_input` message. */
export const silence = message(new Int16Array(pieceLength));

/** Has the server speak a sentence, to be said back to it. */
export async function speechOf(url: string, text: string): Promise<Speech> {
  return inPieces(await spokenBy(url, text));
}

/** The samples of a sentence that the server speaks. */
export async function spokenBy(url: string, text: string): Promise<Int16Array> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v0/evi/chat`);
  const parts: Int16Array[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => {
      socket.send(JSON.stringify({ type: 'assistant_input', text }));
    });
    socket.on('message', (data: Buffer) => {
      const { type, data: wav } = JSON.parse(data.toString('utf8')) as Record<string, string>;
      if (type === 'audio_output') parts.push(samplesOf(Buffer.from(wav ?? '', 'base64')));
      if (type === 'assistant_end') resolve();
    });
  });
  socket.close();
  return Int16Array.from(parts.flatMap((part) => [...part]));
}

function samplesOf(wav: Buffer): Int16Array {
  const header = 44;
  if (wav.readUInt32LE(24) !== rate) throw new Error('The server does not speak at 16 kHz.');
  return Int16Array.from({ length: (wav.length - header) / 2 }, (_, i) =>
    wav.readInt16LE(header + 2 * i),
  );
}

function inPieces(samples: Int16Array): Speech {
  const pieces: string[] = [];
  for (let at = 0; at < samples.length; at += pieceLength) {
    const piece = new Int16Array(pieceLength);
    piece.set(samples.subarray(at, at + pieceLength));
    pieces.push(message(piece));
  }
  const onset = samples.findIndex((sample) => Math.abs(sample) > audible);
  return { pieces, onsetMs: (1000 * onset) / rate };
}

function message(samples: Int16Array): string {
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  return JSON.stringify({ type: 'audio_input', data: bytes.toString('base64') });
}
