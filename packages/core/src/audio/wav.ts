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

/** What {@link readWav} makes of bytes. */
export type WavReading =
  | {
      readonly ok: true;
      /** Hz, 8,000 to 192,000. */
      readonly sampleRate: number;
      /** Mono, −1 to 1. */
      readonly samples: Float32Array<ArrayBuffer>;
    }
  | { readonly ok: false; readonly problem: WavProblem };

type ReadSample = (view: DataView, offset: number) => number;

/** By format tag and bytes in a sample. Samples of odd widths lie at the top of their bytes. */
const readers: Record<string, ReadSample | undefined> = {
  '1/1': (view, offset) => (view.getUint8(offset) - 128) / 0x80,
  '1/2': (view, offset) => view.getInt16(offset, true) / 0x8000,
  '1/3': (view, offset) =>
    (view.getInt8(offset + 2) * 0x1_0000 + view.getUint16(offset, true)) / 0x80_0000,
  '1/4': (view, offset) => view.getInt32(offset, true) / 0x8000_0000,
  '3/4': (view, offset) => finite(view.getFloat32(offset, true)),
  '3/8': (view, offset) => finite(view.getFloat64(offset, true)),
};

const EXTENSIBLE = 0xfffe;
const UNKNOWN_SIZE = 0xffff_ffff;

interface Format {
  readonly sampleRate: number;
  readonly channels: number;
  readonly width: number;
  readonly read: ReadSample;
}

/**
 * Reads a WAV file (RIFF/WAVE; PCM of 8 to 32 bits, float of 32 or 64; any channels, mixed down to mono) as tolerantly
 * as it can be done without guessing: unknown chunks are skipped, a file cut short gives what is there, and a header
 * written before its length was known (0 or 0xFFFFFFFF) reads to the end. Never throws, whatever the bytes.
 */
export function readWav(bytes: Uint8Array): WavReading {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 12 || tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WAVE') {
    return refuse('not-wav');
  }
  // Where the file states its own length truly, a length of 0 means what it says.
  const complete = view.getUint32(4, true) + 8 === view.byteLength;
  let format: Format | null = null;
  for (let offset = 12; offset + 8 <= view.byteLength;) {
    const name = tag(view, offset);
    const stated = view.getUint32(offset + 4, true);
    const start = offset + 8;
    const rest = view.byteLength - start;
    if (name === 'data') {
      if (format === null) return refuse('no-format');
      const unknown = stated === UNKNOWN_SIZE || (stated === 0 && !complete);
      return mono(view, start, unknown ? rest : Math.min(stated, rest), format);
    }
    if (name === 'fmt ') {
      if (Math.min(stated, rest) < 16) return refuse('no-format');
      format = readFormat(view, start, Math.min(stated, rest));
      if (format === null) return refuse('unsupported');
    }
    // Chunks begin at even places.
    offset = start + stated + (stated % 2);
  }
  return refuse(format === null ? 'no-format' : 'empty');
}

function readFormat(view: DataView, start: number, size: number): Format | null {
  let encoding = view.getUint16(start, true);
  // The extended form has the old tag as the first field of its identifier.
  if (encoding === EXTENSIBLE && size >= 26) encoding = view.getUint16(start + 24, true);
  const channels = view.getUint16(start + 2, true);
  const sampleRate = view.getUint32(start + 4, true);
  const width = Math.ceil(view.getUint16(start + 14, true) / 8);
  const read = readers[`${encoding}/${width}`];
  if (read === undefined || channels === 0 || sampleRate < 8_000 || sampleRate > 192_000)
    return null;
  return { sampleRate, channels, width, read };
}

function mono(view: DataView, start: number, size: number, format: Format): WavReading {
  const { sampleRate, channels, width, read } = format;
  const frames = Math.floor(size / (channels * width));
  if (frames === 0) return refuse('empty');
  const samples = new Float32Array(frames);
  for (let frame = 0, offset = start; frame < frames; frame += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1, offset += width) {
      sum += read(view, offset);
    }
    samples[frame] = sum / channels;
  }
  return { ok: true, sampleRate, samples };
}

function tag(view: DataView, offset: number): string {
  return String.fromCharCode(
    view.getUint8(offset),
    view.getUint8(offset + 1),
    view.getUint8(offset + 2),
    view.getUint8(offset + 3),
  );
}

function finite(sample: number): number {
  return Number.isFinite(sample) ? Math.max(-1, Math.min(1, sample)) : 0;
}

function refuse(problem: WavProblem): WavReading {
  return { ok: false, problem };
}
