/** How a WAV file is written. */
export interface WavHeader {
  /** Default `RIFF`. */
  readonly kind?: 'RIFF' | 'RIFX' | 'RF64' | 'BW64';
  /** Default 1, PCM. */
  readonly encoding?: number;
  readonly channels?: number;
  readonly sampleRate?: number;
  readonly bits?: number;
  /** Bytes of a frame. Default: what the bits need. */
  readonly frame?: number;
  /** Puts the encoding where the extended form has it. */
  readonly extensible?: boolean;
  /** What follows the encoding there. */
  readonly identifier?: string;
  readonly dataSize?: number;
  readonly riffSize?: number;
  /** Chunks before the format, between it and the data, and after that. */
  readonly before?: Uint8Array;
  readonly between?: Uint8Array;
  readonly after?: Uint8Array;
  readonly formatLast?: boolean;
}

/** A chunk, without padding. */
export function chunk(
  name: string,
  body: Uint8Array,
  size: number = body.length,
  little = true,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8 + body.length);
  bytes.set(new TextEncoder().encode(name));
  new DataView(bytes.buffer).setUint32(4, size, little);
  bytes.set(body, 8);
  return bytes;
}

/** A chunk, padded where it must be. */
export function padded(name: string, body: Uint8Array, little = true): Uint8Array<ArrayBuffer> {
  return join(chunk(name, body, body.length, little), new Uint8Array(body.length % 2));
}

/** Bytes behind each other. */
export function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts));
}

/** A WAV file that holds these bytes as its sound; with several stretches of them, as so many `data` chunks. */
export function buildWav(
  sound: Uint8Array | readonly Uint8Array[],
  header: WavHeader = {},
): Uint8Array<ArrayBuffer> {
  const { kind = 'RIFF', dataSize, formatLast = false } = header;
  const little = kind !== 'RIFX';
  const long = kind === 'RF64' || kind === 'BW64';
  const sounds = sound instanceof Uint8Array ? [sound] : sound;
  const format = chunk('fmt ', formatOf(header, little), undefined, little);
  const data = sounds.map((bytes, i) =>
    join(
      chunk('data', bytes, dataSize ?? (long ? 0xffff_ffff : bytes.length), little),
      // The last one has its padding only where something follows.
      new Uint8Array(i < sounds.length - 1 || header.after?.length ? bytes.length % 2 : 0),
    ),
  );
  const sizes = new Uint8Array(28);
  const lengths = new DataView(sizes.buffer);
  lengths.setUint32(8, sounds[0]?.length ?? 0, true);
  const body = join(
    new TextEncoder().encode('WAVE'),
    ...(long ? [chunk('ds64', sizes)] : []),
    header.before ?? new Uint8Array(0),
    ...(formatLast ? [] : [format]),
    header.between ?? new Uint8Array(0),
    ...data,
    ...(formatLast ? [format] : []),
    header.after ?? new Uint8Array(0),
  );
  return chunk(kind, body, header.riffSize ?? (long ? 0xffff_ffff : body.length), little);
}

function formatOf(header: WavHeader, little: boolean): Uint8Array {
  const { encoding = 1, channels = 1, sampleRate = 24_000, bits = 16, extensible = false } = header;
  const { frame = channels * Math.ceil(bits / 8) } = header;
  const { identifier = '\0\0\0\0\x10\0\x80\0\0\xaa\x008\x9bq' } = header;
  const bytes = new Uint8Array(extensible ? 40 : 16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, extensible ? 0xfffe : encoding, little);
  view.setUint16(2, channels, little);
  view.setUint32(4, sampleRate, little);
  view.setUint32(8, sampleRate * frame, little);
  view.setUint16(12, frame, little);
  view.setUint16(14, bits, little);
  if (extensible) {
    view.setUint16(16, 22, little);
    view.setUint16(18, bits, little);
    view.setUint16(24, encoding, little);
    bytes.set(Buffer.from(identifier, 'latin1'), 26);
  }
  return bytes;
}

/** Bytes of numbers as the writer puts them. */
export function bytesOf(
  values: readonly number[],
  width: number,
  write: (view: DataView, offset: number, value: number) => void,
): Uint8Array {
  const bytes = new Uint8Array(values.length * width);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => write(view, i * width, value));
  return bytes;
}

/** Linear16. */
export function int16(values: readonly number[]): Uint8Array {
  return bytesOf(values, 2, (view, offset, value) => view.setInt16(offset, value, true));
}
