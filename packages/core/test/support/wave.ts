import { bytesToBase64, floatToLinear16 } from '@vivavoce/evi';

/** A sine of amplitude 0.5. */
export function sine(frequency: number, sampleRate: number, seconds: number): Float32Array {
  return Float32Array.from(
    { length: Math.round(sampleRate * seconds) },
    (_, i) => 0.5 * Math.sin((2 * Math.PI * frequency * i) / sampleRate),
  );
}

/** A mono 16-bit WAV file. */
export function wav(samples: Float32Array, sampleRate: number): Uint8Array {
  const data = new Uint8Array(floatToLinear16(samples).buffer);
  const file = new Uint8Array(44 + data.length);
  const view = new DataView(file.buffer);
  const text = (at: number, word: string): void =>
    [...word].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, 36 + data.length, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, data.length, true);
  file.set(data, 44);
  return file;
}

/** A piece of an assistant's message, as the server sends it. */
export function audioOutput(
  id: string,
  index: number,
  samples: Float32Array,
  sampleRate: number,
): Record<string, unknown> {
  return { type: 'audio_output', id, index, data: bytesToBase64(wav(samples, sampleRate)) };
}
