/** The containers that browsers record into, and WAV. */
export type AudioContainer = 'webm' | 'ogg' | 'mp4' | 'wav';

/** What a file begins with, and where. */
const marks: readonly { container: AudioContainer; at: number; bytes: readonly number[] }[] = [
  { container: 'webm', at: 0, bytes: [0x1a, 0x45, 0xdf, 0xa3] },
  { container: 'ogg', at: 0, bytes: ascii('OggS') },
  { container: 'mp4', at: 4, bytes: ascii('ftyp') },
  { container: 'wav', at: 0, bytes: ascii('RIFF') },
  { container: 'wav', at: 0, bytes: ascii('RIFX') },
  { container: 'wav', at: 0, bytes: ascii('RF64') },
  { container: 'wav', at: 0, bytes: ascii('BW64') },
];

/**
 * The container that begins with these bytes; `cut` when they end before that is known; undefined when they are the middle of
 * something, or nothing known.
 */
export function containerOf(bytes: Uint8Array): AudioContainer | 'cut' | undefined {
  const possible = marks.filter(
    ({ at, bytes: mark }) =>
      bytes.length > at &&
      mark.every((byte, i) => at + i >= bytes.length || bytes[at + i] === byte),
  );
  const known = possible.find(({ at, bytes: mark }) => at + mark.length <= bytes.length);
  return known?.container ?? (possible.length > 0 ? 'cut' : undefined);
}

function ascii(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}
