import { base64ToBytes, bytesToBase64 } from './base64.ts';

const scale = 32768;

/** Turns samples of −1 to 1 into signed 16-bit ones. Louder samples are clipped, NaN becomes silence. */
export function floatToLinear16(samples: Float32Array): Int16Array {
  const linear = new Int16Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    // NaN passes both bounds and becomes 0 in an integer array.
    linear[i] = Math.max(-scale, Math.min(scale - 1, Math.round((samples[i] ?? 0) * scale)));
  }
  return linear;
}

/** Turns signed 16-bit samples into ones of −1 to 1. {@link floatToLinear16} brings every one of them back exactly. */
export function linear16ToFloat(samples: Int16Array): Float32Array {
  const floats = new Float32Array(samples.length);
  for (let i = 0; i < samples.length; i++) floats[i] = (samples[i] ?? 0) / scale;
  return floats;
}

/** The bytes of linear16 samples as they stand on the wire, low byte first whatever the host's own order. A copy. */
export function linear16ToBytes(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * 2);
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0;
    bytes[2 * i] = sample;
    bytes[2 * i + 1] = sample >> 8;
  }
  return bytes;
}

/** Reads linear16 samples from bytes, low byte first. A copy; half a sample at the end is left out. */
export function bytesToLinear16(bytes: Uint8Array): Int16Array {
  const samples = new Int16Array(bytes.length >> 1);
  for (let i = 0; i < samples.length; i++) {
    samples[i] = (bytes[2 * i] ?? 0) | ((bytes[2 * i + 1] ?? 0) << 8);
  }
  return samples;
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
