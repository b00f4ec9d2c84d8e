import { base64ToBytes, bytesToBase64 } from './base64';

const scale = 32768;
const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Turns samples of −1 to 1 into signed 16-bit ones. Louder samples are clipped, NaN becomes silence. */
export function floatToLinear16(samples: Float32Array): Int16Array {
  const linear = new Int16Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    const scaled = Math.round((samples[i] ?? 0) * scale);
    linear[i] = scaled > 32767 ? 32767 : scaled < -scale ? -scale : scaled;
  }
  return linear;
}

/** Turns signed 16-bit samples into ones of −1 to 1. {@link floatToLinear16} brings every one of them back exactly. */
export function linear16ToFloat(samples: Int16Array): Float32Array {
  const floats = new Float32Array(samples.length);
  for (let i = 0; i < samples.length; i++) floats[i] = (samples[i] ?? 0) / scale;
  return floats;
}

/** The bytes of linear16 samples as they stand on the wire, low byte first. A view of the same memory where it can be. */
export function linear16ToBytes(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  return hostIsLittleEndian ? bytes : swapped(bytes);
}

/**
 * Reads linear16 samples from bytes, low byte first. A view of the same memory where it can be, else a copy; half a
 * sample at the end is left out.
 */
export function bytesToLinear16(bytes: Uint8Array): Int16Array {
  const even = bytes.subarray(0, bytes.length & ~1);
  const aligned = even.byteOffset % 2 === 0 ? even : even.slice();
  const { buffer, byteOffset, length } = hostIsLittleEndian ? aligned : swapped(aligned);
  return new Int16Array(buffer, byteOffset, length / 2);
}

/** Writes linear16 samples as the base64 of `audio_input`. */
export function linear16ToBase64(samples: Int16Array): string {
  return bytesToBase64(linear16ToBytes(samples));
}

/** Reads linear16 samples from base64; undefined when the text is not base64. */
export function base64ToLinear16(text: string): Int16Array | undefined {
  const bytes = base64ToBytes(text);
  return bytes && bytesToLinear16(bytes);
}

function swapped(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, i) => bytes[i ^ 1] ?? byte);
}
