import { bytesToLinear16, linear16ToBytes } from '@vivavoce/evi';
import { ServerError } from '../server-error.ts';
import type { SynthesisedSpeech } from './synthesiser.ts';

/** Bytes before the samples. */
export const wavHeaderLength = 44;
const pcm = 1;
/** In Hz. Speech of any other rate is a mistake. */
const rates = { least: 8000, most: 48_000 };

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
  view.setUint32(4, wavHeaderLength + dataLength - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, pcm, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * channels * 2, true);
  view.setUint16(32, channels * 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, dataLength, true);
  return bytes;
}

/** Writes mono linear16 as a whole WAV file. */
export function writeWav({ samples, sampleRate }: SynthesisedSpeech): Uint8Array {
  const data = linear16ToBytes(samples);
  const bytes = new Uint8Array(wavHeaderLength + data.length);
  bytes.set(wavHeader({ sampleRate, channels: 1, dataLength: data.length }));
  bytes.set(data, wavHeaderLength);
  return bytes;
}

/**
 * Reads a mono 16-bit WAV file, as the synthesisers write it.
 *
 * @throws ServerError `engine-failed` when it is anything else.
 */
export function parseWav(bytes: Uint8Array): SynthesisedSpeech {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  let sampleRate = 0;
  if (bytes.length < wavHeaderLength || word(0) !== 'RIFF' || word(8) !== 'WAVE') throw notWav();
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = word(at);
    const length = view.getUint32(at + 4, true);
    const body = at + 8;
    if (name === 'fmt ') {
      if (body + 16 > bytes.length) throw notWav();
      const format = [
        view.getUint16(body, true),
        view.getUint16(body + 2, true),
        view.getUint16(body + 14, true),
      ];
      if (format[0] !== pcm || format[1] !== 1 || format[2] !== 16) throw notWav();
      sampleRate = view.getUint32(body + 4, true);
      if (sampleRate < rates.least || sampleRate > rates.most) throw notWav();
    } else if (name === 'data' && sampleRate > 0) {
      return { samples: bytesToLinear16(bytes.subarray(body, body + length)), sampleRate };
    }
    at = body + length + (length & 1);
  }
  throw notWav();
}

function notWav(): ServerError {
  return ServerError.engineFailed('the synthesiser', new Error('it gave no mono 16-bit WAV file'));
}
