import { expect, test } from 'vitest';
import { WavStream } from './wav-stream.ts';

const sound = Uint8Array.from({ length: 19 }, (_, i) => 3 * i);

/** A whole file of µ-law, 8,000 Hz, that ends where its sound does. */
function wholeFile(): Uint8Array {
  const bytes = new Uint8Array(44 + sound.length);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode('RIFF    WAVEfmt '));
  view.setUint32(4, bytes.length - 8, true);
  view.setUint32(16, 16, true);
  view.setUint16(20, 7, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 8000, true);
  view.setUint32(28, 8000, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  bytes.set(new TextEncoder().encode('data'), 36);
  view.setUint32(40, sound.length, true);
  bytes.set(sound, 44);
  return bytes;
}

test.each<[string, readonly number[], boolean]>([
  ['a chunk behind a byte of padding', [0, 76, 73, 83, 84, 200, 1, 0, 0, 73, 78, 70, 79], false],
  ['a chunk without padding', [76, 73, 83, 84, 200, 1, 0, 0, 73, 78, 70, 79], false],
  ['a chunk of RIFX', [0, 76, 73, 83, 84, 0, 0, 1, 200, 73, 78, 70, 79], false],
  ['more sound', [...sound], true],
  ['another file', [...wholeFile()], true],
])('behind a whole file, what is %s is played if it is sound', (_, piece, isSound) => {
  const stream = new WavStream();
  expect(stream.read(wholeFile())).toMatchObject({ sampleRate: 8000, missing: 0 });
  expect(stream.read(Uint8Array.from(piece)) !== null).toBe(isSound);
  // What is behind the end of a file is not sound again.
  expect(stream.read(sound) !== null).toBe(isSound);
});
