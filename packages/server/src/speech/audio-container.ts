/** The containers that browsers record into, and WAV. */
export type AudioContainer = 'webm' | 'ogg' | 'mp4' | 'wav';

/** What a file begins with, and where. */
const marks: readonly { container: AudioContainer; at: number; bytes: readonly number[] }[] = [
  { container: 'webm', at: 0, bytes: [0x1a, 0x45, 0xdf, 0xa3] },
  { container: 'ogg', at: 0, bytes: ascii('OggS') },
  { container: 'mp4', at: 4, bytes: ascii('ftyp') },
  { container: 'wav', at: 0, bytes: ascii('RIFF') },
];

/** The container that begins with these bytes; undefined when they are the middle of something, or nothing known. */
export function containerOf(bytes: Uint8Array): AudioContainer | undefined {
  return marks.find((mark) => mark.bytes.every((byte, i) => bytes[mark.at + i] === byte))
    ?.container;
}

function ascii(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}
