import { expect, test, vi } from 'vitest';
import { ffmpegIsHere } from './support/ffmpeg-reads.ts';
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
