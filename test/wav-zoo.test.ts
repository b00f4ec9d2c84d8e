import decodeWav from '@audio/decode-wav';
import { expect, test, vi } from 'vitest';
import { wavHeader, writeWav } from '../packages/server/src/audio/wav.ts';
import { toneWav } from '../packages/testing/src/tone.ts';
import { ffmpegIsHere, ffmpegReads } from './support/ffmpeg-reads.ts';
import {
  complaintsOfGarbledFiles,
  complaintsOfWholeFiles,
  differencesOfGarbledFiles,
} from './support/wav-zoo-judges.ts';

vi.setConfig({ testTimeout: 60_000 });

test.skipIf(!ffmpegIsHere)(
  'WAV files of every kind are read as ffmpeg and another reader read them, with every known fault too',
  async () => {
    expect(await complaintsOfWholeFiles(1, 120)).toEqual([]);
  },
);

test('garbled WAV files give sound or one problem', () => {
  expect(complaintsOfGarbledFiles(2, 300)).toEqual([]);
});

test.skipIf(!ffmpegIsHere)(
  'garbled WAV files that ffmpeg reads as well sound the same',
  async () => {
    expect(await differencesOfGarbledFiles(3, 30)).toEqual([]);
  },
);

test('what is written here is read by others, sample for sample', async () => {
  const samples = Int16Array.of(0, 1, -1, 32_767, -32_768, 12_345, -12_345);
  const stereo = new Uint8Array([
    ...wavHeader({ sampleRate: 16_000, channels: 2, dataLength: 12 }),
    ...new Uint8Array(samples.buffer, 0, 12),
  ]);
  const files = [
    ...[1, 2, 7].map((count) =>
      writeWav({ samples: samples.subarray(0, count), sampleRate: 22_050 }),
    ),
    toneWav({ duration: 3, sampleRate: 11_025, amplitude: 1 }),
    stereo,
  ];
  const written = files.map((bytes) => [...new Int16Array(bytes.slice(44).buffer)]);
  const lengths = files.map((bytes) => new DataView(bytes.buffer).getUint32(4, true) + 8);
  expect(lengths).toEqual(files.map(({ length }) => length));
  const others = files.map((bytes) => {
    const { channelData } = decodeWav(bytes);
    return Array.from({ length: (bytes.length - 44) / 2 }, (_, i) => {
      const sample =
        channelData[i % channelData.length]?.[Math.floor(i / channelData.length)] ?? NaN;
      // It takes the largest number for 1.
      return Math.round(sample * (sample < 0 ? 32_768 : 32_767)) + 0;
    });
  });
  expect(others).toEqual(written);
  if (!ffmpegIsHere) return;
  const sounds = await ffmpegReads(files);
  expect(sounds?.map((sound) => Array.from(sound, (sample) => sample * 32_768))).toEqual(written);
});
