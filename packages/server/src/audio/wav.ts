import { floatToLinear16, linear16ToBytes, readWav } from '@vivavoce/evi';
import { ServerError } from '../base/server-error.ts';
import type { Pcm } from './pcm.ts';

/** Bytes before the samples. */
export const wavHeaderLength = 44;
const pcm = 1;
/** What stands in the header for a length that is longer than it can say: readers go on to the end. */
const mostLength = 0xffff_ffff;

/** What a WAV file of linear16 holds. */
export interface WavFormat {
  /** In Hz. */
  sampleRate: number;
  channels: number;
  /** Bytes of all samples. */
  dataLength: number;
}

/** The beginning of a WAV file of linear16. */
export function wavHeader({ sampleRate, channels, dataLength }: WavFormat): Uint8Array {
  const bytes = new Uint8Array(wavHeaderLength);
  const view = new DataView(bytes.buffer);
  const text = (at: number, word: string) => {
    for (let i = 0; i < word.length; i++) bytes[at + i] = word.charCodeAt(i);
  };
  text(0, 'RIFF');
  view.setUint32(4, Math.min(wavHeaderLength + dataLength - 8, mostLength), true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, pcm, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * channels * 2, true);
  view.setUint16(32, channels * 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, Math.min(dataLength, mostLength), true);
  return bytes;
}

/** Writes mono linear16 as a whole WAV file. */
export function writeWav({ samples, sampleRate }: Pcm): Uint8Array {
  const data = linear16ToBytes(samples);
  const bytes = new Uint8Array(wavHeaderLength + data.length);
  bytes.set(wavHeader({ sampleRate, channels: 1, dataLength: data.length }));
  bytes.set(data, wavHeaderLength);
  return bytes;
}

/**
 * Reads a WAV file, whatever its width and channels: linear16, mono.
 *
 * @throws ServerError `engine-failed`, in the engine's name, when there is no sound in it that can be read.
 */
export function parseWav(bytes: Uint8Array, engine: string): Pcm {
  const wav = readWav(bytes);
  if (typeof wav === 'string') {
    throw ServerError.engineFailed(engine, new Error(`its WAV file can not be read: ${wav}`));
  }
  return { samples: floatToLinear16(wav.samples), sampleRate: wav.sampleRate };
}
