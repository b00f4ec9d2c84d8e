import { expect, it } from 'vitest';
import { parseWav, writeWav } from './wav.ts';

const speech = { samples: Int16Array.of(0, 1, -1, 32_767, -32_768), sampleRate: 22_050 };

it('what is written is read back', () => {
  expect(parseWav(writeWav(speech))).toEqual(speech);
});

it('other chunks are skipped, also of odd length', () => {
  const wav = writeWav(speech);
  const extra = Uint8Array.of(...Buffer.from('LIST'), 3, 0, 0, 0, 1, 2, 3, 0);
  const bytes = Uint8Array.of(...wav.subarray(0, 12), ...extra, ...wav.subarray(12));
  expect(parseWav(bytes)).toEqual(speech);
});

it.each([
  ['nothing', new Uint8Array()],
  ['zeros', new Uint8Array(100)],
  ['no data', writeWav(speech).subarray(0, 36)],
  ['stereo', writeWav(speech).with(22, 2)],
  ['8 bits', writeWav(speech).with(34, 8)],
  ['a chunk longer than the file', writeWav(speech).with(16, 255)],
])('%s is a typed error', (_, bytes) => {
  expect(() => parseWav(bytes)).toThrow(expect.objectContaining({ reason: 'engine-failed' }));
});
