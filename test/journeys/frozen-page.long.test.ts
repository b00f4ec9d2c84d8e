import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { concatenate, firstAbove, lastAbove, silence, writeWav } from './support/sound.ts';
import { makeSpeech, speechRate } from './support/speech.ts';
import { raise } from './support/stage.ts';
import { heard } from './support/watch.ts';

const folder = mkdtempSync(join(tmpdir(), 'vivavoce-'));
const voiceFile = join(folder, 'voice.wav');

beforeAll(async () => {
  const [request, interruption] = await makeSpeech(['tell me a long story', 'please stop']);
  const pause = (seconds: number): Int16Array => silence(seconds, speechRate);
  writeWav(
    voiceFile,
    concatenate(pause(4), request, pause(4), interruption, pause(20)),
    speechRate,
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a page that is frozen goes on listening and answering, and falls silent when it is interrupted', async () => {
  await using stage = await raise({
    server: ['--recogniser', 'soundswallower'],
    microphone: { plays: voiceFile },
  });
  const { page, line } = stage;
  await page.getByRole('button', { name: 'Start talking' }).click();
  await line.frame(({ type }) => type === 'chat_metadata', 30_000);
  // The page does nothing else from here on until the interruption is long over.
  const frozenAt = Date.now();
  const thawed = page.evaluate(() => {
    const end = Date.now() + 18_000;
    while (Date.now() < end);
    return Date.now();
  });

  const cut = await line.frame(({ type }) => type === 'user_interruption', 30_000);
  const answered = await line.frame(({ type }) => type === 'audio_output', 1);
  const thawedAt = await thawed;
  expect(cut.at, 'the interruption came while the page was frozen').toBeLessThan(thawedAt - 500);
  expect(answered.at, 'so did the answer').toBeGreaterThan(frozenAt);

  // Speech went up all the time.
  const chunks = line.frames.filter(
    ({ type, at }) => type === 'audio_input' && at > frozenAt && at < thawedAt,
  );
  const gaps = chunks.slice(1).map(({ at }, i) => at - (chunks[i]?.at ?? at));
  expect(chunks.length).toBeGreaterThan((thawedAt - frozenAt) / 20 - 25);
  expect(Math.max(...gaps), 'ms between two chunks, where the page slept for 18 s').toBeLessThan(
    1000,
  );

  // Sound came down, and went when it had to.
  const sound = await heard(page);
  const sample = (at: number): number => ((at - sound.startedAt) / 1000) * sound.sampleRate;
  const first = firstAbove(sound.samples, 0.001, sample(answered.at));
  expect(
    ((first - sample(answered.at)) / sound.sampleRate) * 1000,
    'ms from answer to sound',
  ).toBeLessThan(200);
  const last = lastAbove(sound.samples, 0.001, sample(cut.at + 400));
  expect(
    ((last - sample(cut.at)) / sound.sampleRate) * 1000,
    'ms from user_interruption to silence',
  ).toBeLessThan(250);
});
