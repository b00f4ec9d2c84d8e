import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  // The page does nothing else from here on until the interruption is over: it waits for an answer that is held back.
  await using answer = await holdBack();
  const thawed = page.evaluate((url) => {
    const question = new XMLHttpRequest();
    question.open('GET', url, false);
    question.send();
    return Date.now();
  }, answer.url);
  await answer.asked;
  const frozenAt = Date.now();

  const cut = await line.frame(({ type }) => type === 'user_interruption', 60_000);
  const answered = await line.frame(({ type }) => type === 'audio_output', 1);
  expect(answered.at, 'the answer came while the page was frozen').toBeGreaterThan(frozenAt);
  await line.frame(({ type, at }) => type === 'audio_input' && at > cut.at + 1000, 30_000);
  answer.give();
  const thawedAt = await thawed;

  // Speech went up all the time.
  const chunks = line.frames.filter(
    ({ type, at }) => type === 'audio_input' && at > frozenAt && at < thawedAt,
  );
  const gaps = chunks.slice(1).map(({ at }, i) => at - (chunks[i]?.at ?? at));
  expect(chunks.length).toBeGreaterThan((thawedAt - frozenAt) / 20 - 25);
  expect(
    Math.max(...gaps),
    'ms between two chunks, where the page was frozen all the time',
  ).toBeLessThan(1000);

  // Sound came down, and went when it had to.
  const sound = await heard(page);
  const sample = (at: number): number => ((at - sound.startedAt) / 1000) * sound.sampleRate;
  const first = firstAbove(sound.samples, 0.001, sample(answered.at));
  expect(
    ((first - sample(answered.at)) / sound.sampleRate) * 1000,
    'ms from answer to sound, where the page was frozen for seconds; the bench has the figure',
  ).toBeLessThan(500);
  const last = lastAbove(sound.samples, 0.001, sample(cut.at + 400));
  expect(
    ((last - sample(cut.at)) / sound.sampleRate) * 1000,
    'ms from user_interruption to silence',
  ).toBeLessThan(350);
});

/** An address that answers when it is told to: a page that waits for it without going on to anything else is frozen until then. */
async function holdBack(): Promise<
  AsyncDisposable & { readonly url: string; readonly asked: Promise<unknown>; give(): void }
> {
  const waiting: ServerResponse[] = [];
  const http = createServer((_, response) => waiting.push(response)).listen(0, '127.0.0.1');
  const asked = once(http, 'request');
  await once(http, 'listening');
  const give = (): void => {
    for (const response of waiting.splice(0)) {
      response.writeHead(200, { 'access-control-allow-origin': '*' }).end();
    }
  };
  return {
    url: `http://127.0.0.1:${String((http.address() as AddressInfo).port)}`,
    asked,
    give,
    async [Symbol.asyncDispose]() {
      give();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}
