import { expect, test, vi } from 'vitest';
import { ffmpegIsHere } from './support/ffmpeg-reads.ts';
import {
  complaintsOfGarbledFiles,
  complaintsOfWholeFiles,
  differencesOfGarbledFiles,
} from './support/wav-zoo-judges.ts';

vi.setConfig({ testTimeout: 300_000 });

const seed = Number(process.env['SEED'] ?? 20_260);

test.skipIf(!ffmpegIsHere)(
  `WAV files by the thousand are read as others read them (SEED=${seed})`,
  async () => {
    expect(await complaintsOfWholeFiles(seed, 1_500)).toEqual([]);
  },
);

test(`garbled WAV files by the thousand give sound or one problem (SEED=${seed})`, () => {
  expect(complaintsOfGarbledFiles(seed, 4_000)).toEqual([]);
});

test.skipIf(!ffmpegIsHere)(
  `garbled WAV files by the hundred sound as ffmpeg reads them (SEED=${seed})`,
  async () => {
    expect(await differencesOfGarbledFiles(seed, 200)).toEqual([]);
  },
);
