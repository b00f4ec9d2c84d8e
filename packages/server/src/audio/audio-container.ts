/** The containers that browsers record into, and WAV. */
export type AudioContainer = 'webm' | 'ogg' | 'mp4' | 'wav';

/** What a file begins with; null stands for any byte. */
const marks: readonly { container: AudioContainer; bytes: readonly (number | null)[] }[] = [
  { container: 'webm', bytes: [0x1a, 0x45, 0xdf, 0xa3] },
  { container: 'ogg', bytes: ascii('OggS') },
  // A box of less than 256 bytes, as this one always is.
  { container: 'mp4', bytes: [0, 0, 0, null, ...ascii('ftyp')] },
  { container: 'wav', bytes: ascii('RIFF') },
  { container: 'wav', bytes: ascii('RIFX') },
  { container: 'wav', bytes: ascii('RF64') },
  { container: 'wav', bytes: ascii('BW64') },
];
/** What ends a search for a mark: the longest is cut after one byte less. */
const longestCut = Math.max(...marks.map(({ bytes }) => bytes.length)) - 1;
/** Where an Ogg page says that it is the first of a stream, and how. */
const firstPage = { at: 5, flag: 2 };

/**
 * The container that begins with these bytes; `cut` when they end before that is known; undefined when they are the middle of
 * something, or nothing known.
 */
export function containerOf(bytes: Uint8Array): AudioContainer | 'cut' | undefined {
  const possible = marks.filter(({ bytes: mark }) =>
    mark.every((byte, i) => i >= bytes.length || byte === null || bytes[i] === byte),
  );
  const known = possible.find(({ bytes: mark }) => mark.length <= bytes.length);
  return known?.container ?? (possible.length > 0 ? 'cut' : undefined);
}

/** Whether an Ogg page is the first of its stream; `cut` when that is not known yet. Every page has the mark of the container. */
export function isFirstPage(page: Uint8Array): boolean | 'cut' {
  const flags = page[firstPage.at];
  return flags === undefined ? 'cut' : (flags & firstPage.flag) !== 0;
}

/** A recording that begins, or may begin, in the middle of other bytes. */
export interface Beginning {
  at: number;
  container: AudioContainer | 'cut';
}

/**
 * Where the next WebM or MP4 begins behind `from`; `cut` when the bytes end before that is known. Sound may hold a mark by chance, so
 * more of the header than its mark is looked at; Ogg and WAV have too little of it.
 */
export function nextBeginning(given: Uint8Array, from: number): Beginning | undefined {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  const found = [nextWebm(bytes, from), nextMp4(bytes, from), nextCut(bytes, from)];
  return found
    .filter((beginning) => beginning !== undefined)
    .reduce<Beginning | undefined>((a, b) => (a === undefined || b.at < a.at ? b : a), undefined);
}

const webmMark = Buffer.from([0x1a, 0x45, 0xdf, 0xa3]);
/** The first byte of every field of a WebM's head. */
const webmField = 0x42;

function nextWebm(bytes: Buffer, from: number): Beginning | undefined {
  for (let at = bytes.indexOf(webmMark, from); at >= 0; at = bytes.indexOf(webmMark, at + 1)) {
    const size = bytes[at + webmMark.length];
    // The length of the head is a number of one to eight bytes, which the zeros before its first bit count.
    const field = size === undefined ? undefined : at + webmMark.length + Math.clz32(size) - 23;
    if (field === undefined || field >= bytes.length) return { at, container: 'cut' };
    if (bytes[field] === webmField) return { at, container: 'webm' };
  }
  return undefined;
}

function nextMp4(bytes: Buffer, from: number): Beginning | undefined {
  for (let at = bytes.indexOf('ftyp', from + 4); at >= 0; at = bytes.indexOf('ftyp', at + 1)) {
    if (containerOf(bytes.subarray(at - 4)) === 'mp4') return { at: at - 4, container: 'mp4' };
  }
  return undefined;
}

function nextCut(bytes: Buffer, from: number): Beginning | undefined {
  for (let at = Math.max(from, bytes.length - longestCut); at < bytes.length; at++) {
    if (containerOf(bytes.subarray(at)) === 'cut') return { at, container: 'cut' };
  }
  return undefined;
}

function ascii(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}
