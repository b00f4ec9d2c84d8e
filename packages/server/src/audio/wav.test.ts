import { expect, it } from 'vitest';
import { buildWav, bytesOf, chunk, int16 } from '../../../evi/test/support/build-wav.ts';
import { parseWav, wavHeader, writeWav } from './wav.ts';

const speech = { samples: Int16Array.of(0, 1, -1, 32_767, -32_768), sampleRate: 22_050 };
const sound = int16([...speech.samples]);

it('what is written is read back, sample for sample', () => {
  expect(parseWav(writeWav(speech), 'it')).toEqual(speech);
});

it.each([
  ['of no stated length', buildWav(sound, { sampleRate: 22_050, dataSize: 0, riffSize: 0 })],
  ['of a length that is not known', buildWav(sound, { sampleRate: 22_050, dataSize: 0xffff_ffff })],
  ['extended', buildWav(sound, { sampleRate: 22_050, extensible: true })],
  [
    'in stereo',
    buildWav(int16([...speech.samples].flatMap((sample) => [sample, sample])), {
      sampleRate: 22_050,
      channels: 2,
    }),
  ],
  [
    'in floats',
    buildWav(
      bytesOf([...speech.samples], 4, (v, o, x) => v.setFloat32(o, x / 32_768, true)),
      { sampleRate: 22_050, encoding: 3, bits: 32 },
    ),
  ],
  [
    'of 24 bits in four bytes',
    buildWav(
      bytesOf([...speech.samples], 4, (v, o, x) => v.setInt32(o, x * 2 ** 16, true)),
      { sampleRate: 22_050, bits: 24, frame: 4 },
    ),
  ],
  [
    'behind a chunk without its padding',
    buildWav(sound, { sampleRate: 22_050, between: chunk('LIST', Uint8Array.of(1, 2, 3)) }),
  ],
])('a WAV %s is speech like any other', (_, bytes) => {
  expect(parseWav(bytes, 'it')).toEqual(speech);
});

it.each([
  ['nothing', new Uint8Array()],
  ['zeros', new Uint8Array(100)],
  ['no data', writeWav(speech).subarray(0, 36)],
  ['no sound', writeWav({ ...speech, samples: new Int16Array() })],
  ['ADPCM', writeWav(speech).with(20, 2)],
  ['a chunk longer than the file', writeWav(speech).with(16, 255)],
])('%s is a typed error in the name of the engine', (_, bytes) => {
  expect(() => parseWav(bytes, 'the mouth')).toThrow(
    expect.objectContaining({
      reason: 'engine-failed',
      message: expect.stringContaining('the mouth') as string,
    }),
  );
});

it('a length beyond 32 bits is written as not known', () => {
  const header = wavHeader({ sampleRate: 16_000, channels: 2, dataLength: 2 ** 32 + 4 });
  const view = new DataView(header.buffer);
  expect([view.getUint32(4, true), view.getUint32(40, true)]).toEqual([0xffff_ffff, 0xffff_ffff]);
  expect(parseWav(new Uint8Array([...header, ...int16([2, 4])]), 'it').samples).toEqual(
    Int16Array.of(3),
  );
});
