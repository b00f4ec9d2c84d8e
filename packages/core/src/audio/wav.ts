/** Why bytes could not be read as WAV. */
export type WavProblem =
  /** They don't begin as a WAV file does: another format, or none. */
  | 'not-wav'
  /** The header ends before it says what the samples are. */
  | 'no-format'
  /** An encoding (such as A-law), width, channel count or rate that is not read here. */
  | 'unsupported'
  /** Well-formed, and not one whole sample in it. */
  | 'empty';

/** Sound out of a WAV file. */
export interface Wav {
  /** Hz, 8,000 to 192,000. */
  readonly sampleRate: number;
  /** Mono, −1 to 1. */
  readonly samples: Float32Array<ArrayBuffer>;
}

interface Format {
  readonly sampleRate: number;
  readonly channels: number;
  /** Bytes in a sample. */
  readonly width: number;
  readonly float: boolean;
}

const EXTENSIBLE = 0xfffe;
const UNKNOWN_SIZE = 0xffff_ffff;

/**
 * Reads a WAV file (RIFF/WAVE; PCM of 8 to 32 bits, float of 32 or 64; any channels, mixed down to mono) as tolerantly
 * as it can be done without guessing: unknown chunks are skipped, a file cut short gives what is there, and a header
 * written before its length was known (0 or 0xFFFFFFFF) reads to the end. Never throws, whatever the bytes.
 */
export function readWav(bytes: Uint8Array): Wav | WavProblem {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = view.byteLength;
  const nameAt = (place: number): string =>
    String.fromCharCode(...bytes.subarray(place, place + 4));
  if (nameAt(0) !== 'RIFF' || nameAt(8) !== 'WAVE') return 'not-wav';
  let format: Format | null = null;
  for (let start = 20; start <= end;) {
    const name = nameAt(start - 8);
    const stated = view.getUint32(start - 4, true);
    const size = Math.min(stated, end - start);
    if (name === 'data') {
      if (!format) return 'no-format';
      // Where the file states its own length truly, a length of 0 means what it says.
      const known = stated > 0 || view.getUint32(4, true) + 8 === end;
      return mono(view, start, known && stated !== UNKNOWN_SIZE ? size : end - start, format);
    }
    if (name === 'fmt ') {
      if (size < 16) return 'no-format';
      format = readFormat(view, start, size);
      if (!format) return 'unsupported';
    }
    // Chunks begin at even places.
    start += stated + (stated % 2) + 8;
  }
  return format ? 'empty' : 'no-format';
}

function readFormat(view: DataView, start: number, size: number): Format | null {
  const read = (offset: number): number => view.getUint16(start + offset, true);
  // The extended form has the old tag as the first field of its identifier.
  const encoding = read(0) === EXTENSIBLE && size >= 26 ? read(24) : read(0);
  const channels = read(2);
  const sampleRate = view.getUint32(start + 4, true);
  // Samples of odd widths lie at the top of their bytes.
  const width = Math.ceil(read(14) / 8);
  const float = encoding === 3;
  const known = float ? width === 4 || width === 8 : encoding === 1 && width > 0 && width <= 4;
  if (!known || channels === 0 || sampleRate < 8_000 || sampleRate > 192_000) return null;
  return { sampleRate, channels, width, float };
}

function mono(view: DataView, start: number, size: number, format: Format): Wav | WavProblem {
  const { sampleRate, channels, width } = format;
  const frames = Math.floor(size / (channels * width));
  if (frames === 0) return 'empty';
  const samples = new Float32Array(frames);
  for (let frame = 0, offset = start; frame < frames; frame += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1, offset += width) {
      sum += sampleAt(view, offset, format);
    }
    samples[frame] = sum / channels;
  }
  return { sampleRate, samples };
}

function sampleAt(view: DataView, offset: number, { width, float }: Format): number {
  if (float) {
    const sample = width === 4 ? view.getFloat32(offset, true) : view.getFloat64(offset, true);
    return Number.isFinite(sample) ? Math.max(-1, Math.min(1, sample)) : 0;
  }
  // At the top of 32 bits, whatever the width; 8 bits alone have no sign.
  let bits = width === 1 ? 1 << 31 : 0;
  for (let byte = 0; byte < width; byte += 1) {
    bits ^= view.getUint8(offset + byte) << (8 * (4 - width + byte));
  }
  return bits / 2 ** 31;
}
