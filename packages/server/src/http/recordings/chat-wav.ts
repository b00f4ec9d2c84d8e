import { wavHeader, wavHeaderLength } from '../../audio/wav.ts';
import { readAudio } from '../../store/chats/chat-audio.ts';
import { speechRate } from '../../audio/pcm.ts';
import type { Database } from '../../store/database/database.ts';
import type { ByteRange } from './byte-range.ts';

/** The user on the left, the assistant on the right. */
const channels = 2;
const frameBytes = 2 * channels;
/** What is made at a time, in samples: little enough that conversations do not notice. */
const blockLength = 4 * speechRate;

/** The size of a recording in bytes. @param samples - how long it is. */
export function chatWavSize(samples: number): number {
  return wavHeaderLength + samples * frameBytes;
}

/**
 * A part of a Chat's recording: a WAV file with both sides, put together piece by piece while it is read. Nothing of it is
 * kept anywhere, whatever its length.
 *
 * @param samples - how long the whole of it is.
 */
export async function* chatWav(
  database: Database,
  chatId: string,
  samples: number,
  { from, to }: ByteRange,
): AsyncGenerator<Uint8Array, void, undefined> {
  const dataLength = samples * frameBytes;
  for (let at = from; at < to;) {
    const bytes =
      at < wavHeaderLength
        ? wavHeader({ sampleRate: speechRate, channels, dataLength }).subarray(at)
        : await block(database, chatId, at - wavHeaderLength, to - wavHeaderLength);
    const part = bytes.subarray(0, to - at);
    at += part.length;
    yield part;
  }
}

/** The data of the file from this byte on, as much as is made at a time, or until that byte, where it comes before. */
async function block(
  database: Database,
  chatId: string,
  byte: number,
  end: number,
): Promise<Uint8Array> {
  const from = Math.floor(byte / frameBytes);
  const to = Math.min(from + blockLength, Math.ceil(end / frameBytes));
  const bytes = new Uint8Array((to - from) * frameBytes);
  for (const { side, at, samples } of await readAudio(database, chatId, from, to)) {
    const channel = side === 'user' ? 0 : 2;
    const last = Math.min(samples.length, to - at);
    for (let i = Math.max(0, from - at); i < last; i++) {
      const sample = samples[i] ?? 0;
      const place = (at + i - from) * frameBytes + channel;
      bytes[place] = sample;
      bytes[place + 1] = sample >> 8;
    }
  }
  return bytes.subarray(byte % frameBytes);
}
