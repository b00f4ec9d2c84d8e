/** Why bytes could not be read as WAV. */
export type WavProblem =
  /** They don't begin as a WAV file does: another format, or none. */
  | 'not-wav'
  /** The header ends before it says what the samples are. */
  | 'no-format'
  /** An encoding (such as ADPCM), width, channel count or rate that is not read here. */
  | 'unsupported'
  /** Well-formed, and not one whole sample in it. */
  | 'empty';

/** Sound out of a WAV file. */
export interface Wav {
  /** Hz, 8,000 to 192,000. */
  readonly sampleRate: number;
  /** Mono, −1 to 1: the average of all channels. */
  readonly samples: Float32Array;
  /**
   * The header, and what was cut of a frame. Of a file that comes in pieces of which only the first has a header, the next
   * piece is read with these bytes before it.
   */
  readonly rest: Uint8Array;
  /**
   * Bytes of sound that are still to come, by the header: Infinity where it does not say; below 0 where something else
   * follows.
   */
  readonly missing: number;
}

const pcm = 1;
const float = 3;
const aLaw = 6;
const muLaw = 7;
const extensible = 0xfffe;
const unknownSize = 0xffff_ffff;

/**
 * Reads a WAV file (RIFF, RIFX, RF64 or BW64; PCM of 1 to 32 bits, float of 32 or 64, A-law, µ-law; any channels) as
 * tolerantly as it can be done without guessing: unknown chunks are skipped, with their padding or without; a file cut short
 * gives what is there; a header written before its length was known (0 or 0xFFFFFFFF) reads to the end; several stretches of
 * sound are one. Float samples beyond full scale are clipped, and silent where they are no number. Never throws, whatever the
 * bytes, and takes memory for what is there, not for what the header states.
 */
export function readWav(bytes: Uint8Array): Wav | WavProblem {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length;
  const textAt = (place: number, length = 4): string =>
    String.fromCharCode(...bytes.subarray(place, place + length));
  const kind = textAt(0);
  if (!/RIF[FX]|RF64|BW64/.test(kind) || textAt(8) !== 'WAVE') return 'not-wav';
  const little = kind !== 'RIFX';
  const short = (place: number): number => view.getUint16(place, little);
  const long = (place: number): number => (place + 4 > end ? NaN : view.getUint32(place, little));
  // Chunks have names that can be read; bytes before the name of one that counts are padding.
  const isChunk = (place: number): boolean => /^(?!.(data|fmt ))[ -~]{4}/s.test(textAt(place, 5));

  let format = 0;
  let first = 0;
  let missing = 0;
  let longSize = 0;
  const sounds: { readonly from: number; readonly to: number }[] = [];
  for (let start = 20; start <= end;) {
    const name = textAt(start - 8);
    let size = long(start - 4);
    if (name === 'data') {
      if (size === unknownSize) size = longSize;
      // A length of 0 is true where another chunk follows.
      if (size === 0 && !(isChunk(start) && start + 8 + long(start + 4) <= end)) size = Infinity;
      sounds.push({ from: start, to: Math.min(end, start + size) });
      first ||= start;
      missing = start + size - end;
    }
    if (name === 'fmt ' && size > 15 && start + size <= end) format ||= start;
    if (name === 'ds64') longSize = long(start + 8) + long(start + 12) * 2 ** 32;
    start += size;
    // They begin at even places, but for those of writers that forget the padding.
    if (size % 2 && !isChunk(start)) start += 1;
    start += 8;
  }
  if (format === 0) return 'no-format';

  let encoding = short(format);
  if (
    encoding === extensible &&
    // The identifier says by its other fields that the first is the number of an encoding.
    long(format + 28) === 0x10_0000 &&
    long(format + 32) === 0xaa00_0080 &&
    long(format + 36) === 0x719b_3800
  ) {
    encoding = long(format + 24);
  }
  const channels = short(format + 2);
  const sampleRate = long(format + 4);
  const bits = short(format + 14);
  const law = encoding === aLaw || encoding === muLaw;
  let width = law ? 1 : Math.ceil(bits / 8);
  const known =
    law ||
    (encoding === pcm && width > 0 && width < 5) ||
    (encoding === float && (bits === 32 || bits === 64));
  if (!known || channels === 0 || sampleRate < 8_000 || sampleRate > 192_000) return 'unsupported';

  // At the top of 32 bits, whatever the width; 8 bits alone have no sign. A header stands before it, but maybe nothing behind.
  const integerAt = (place: number, width: number): number => {
    const from = little ? place + width - 4 : Math.min(place, end - 4);
    const bits = view.getInt32(from, little) << (little ? 0 : 8 * (place - from));
    return (bits & (-1 << (32 - 8 * width))) ^ (width === 1 ? 1 << 31 : 0);
  };
  let gain = 2 ** -31;
  if (encoding === pcm && width > 1 && width < 4 && short(format + 12) === 4 * channels) {
    // Samples in more bytes than they need lie at the top of them by the specification, and at the bottom where ALSA has
    // written them. If they do neither, the header may be wrong about the length of a frame.
    let below = 0;
    let above = 0;
    for (const { from, to } of sounds) {
      for (let place = from; place + 4 <= to; place += 4) {
        const sample = integerAt(place, 4);
        below |= sample << bits;
        above |= sample ^ ((sample << (32 - bits)) >> (32 - bits));
      }
    }
    if (!below || !above || width === 3) {
      width = 4;
      if (!above) gain = 2 ** (1 - bits);
    }
  }
  const sampleAt = (place: number): number => {
    if (encoding === pcm) return integerAt(place, width) * gain;
    if (law) return companded(view.getUint8(place), encoding === aLaw);
    const sample = width === 4 ? view.getFloat32(place, little) : view.getFloat64(place, little);
    return Number.isFinite(sample) ? Math.max(-1, Math.min(1, sample)) : 0;
  };

  const frame = channels * width;
  // No more than this: the header is counted as sound.
  const samples = new Float32Array(Math.floor(end / frame));
  let count = 0;
  let cut = 0;
  for (const { from, to } of sounds) {
    let place = from;
    while (place + frame <= to) {
      let sum = 0;
      for (let channel = 0; channel < channels; channel += 1, place += width)
        sum += sampleAt(place);
      samples[count] = sum / channels;
      count += 1;
    }
    cut = to - place;
  }
  if (count === 0) return 'empty';
  if (missing <= 0) cut = 0;
  const rest = new Uint8Array(first + cut);
  rest.set(bytes.subarray(0, first));
  rest.set(bytes.subarray(end - cut), first);
  const size = missing > 0 && missing < unknownSize ? missing + cut : 0;
  new DataView(rest.buffer).setUint32(first - 4, size, little);
  return { sampleRate, samples: samples.slice(0, count), rest, missing };
}

/** A sample by G.711: a sign, three bits of exponent and four of mantissa, some of them inverted. */
function companded(byte: number, isALaw: boolean): number {
  const code = byte ^ (isALaw ? 0xd5 : 0xff);
  const exponent = (code >> 4) & 7;
  let size = (2 * (code & 15) + 33) << exponent;
  if (!isALaw) size -= 33;
  else if (exponent === 0) size = 2 * size - 64;
  return (code & 128 ? -size : size) / 2 ** 13;
}
