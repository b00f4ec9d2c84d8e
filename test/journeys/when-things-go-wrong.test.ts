import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openThings, raise, startBrowser, startServer } from './support/stage.ts';
import type { Running, Stage } from './support/stage.ts';
import { uncaught } from './support/watch.ts';

const nothing = { microphones: 0, contexts: 0, workers: 0, sockets: 0 };
const oneOfEach = { microphones: 1, contexts: 1, workers: 1, sockets: 1 };
const mortal = ['--recogniser', 'none'];

// A server and a browser take seconds to start. Each test has a page and a line of its own.
let server: Running;
let beeps: Browser;
beforeAll(async () => {
  server = await startServer(mortal);
  beeps = await startBrowser('beeps');
});
afterAll(async () => {
  await beeps.close();
  await server.stop();
});

const talking = (): Promise<Stage> => raise({ microphone: beeps, server });

test.each([
  ['refused', /Microphone access is blocked/],
  ['missing', /No microphone found/],
] as const)(
  'a microphone that is %s is said in words, and nothing stays open',
  async (microphone, words) => {
    await using stage = await raise({ microphone, server });
    const { page } = stage;
    await connect(page);
    await sees(page, words);
    await expect.poll(() => openThings(stage)).toEqual(nothing);
    expect(await uncaught(page)).toEqual([]);
  },
);

test('a microphone that is taken away is said, and typing goes on', async () => {
  await using stage = await talking();
  const { page } = stage;
  await talk(page);
  await page.evaluate(() => {
    // It was the only one.
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('Requested device not found', 'NotFoundError'));
    for (const track of window.watched.tracks) {
      track.stop();
      // What the browser does when a device is pulled out; a script's own `stop` is silent.
      track.dispatchEvent(new Event('ended'));
    }
  });
  await sees(page, /microphone disconnected/i);
  await type(page, 'What is two plus three?');
  await sees(page, /five|5/);
  expect(await uncaught(page)).toEqual([]);
});

test('a microphone that gives way to another is said in words, until the note is put away', async () => {
  await using stage = await talking();
  const { page } = stage;
  await talk(page);
  await page.evaluate(() => {
    for (const track of window.watched.tracks) {
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
  });
  await sees(page, /.+ was disconnected\. Now using .+\./);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect.poll(() => page.getByText(/was disconnected/).count()).toBe(0);
  await type(page, 'What is two plus three?');
  await sees(page, /five|5/);
  expect(await uncaught(page)).toEqual([]);
});

test('a server that is not there is said in words, and nothing stays open', async () => {
  await using stage = await raise({ microphone: beeps, server: mortal });
  const { page } = stage;
  await stage.server.stop();
  await connect(page);
  await sees(page, /Can’t reach the voice server/);
  await expect.poll(() => openThings(stage)).toEqual(nothing);
  expect(await uncaught(page)).toEqual([]);
});

test('a server that dies in the middle is waited for in words, what was said stays, and hanging up leaves nothing open', async () => {
  await using stage = await raise({ microphone: beeps, server: mortal });
  const { page } = stage;
  await talk(page);
  await type(page, 'My name is Ada.');
  await sees(page, /My name is Ada/);
  await stage.server.stop('SIGKILL');
  await sees(page, /Reconnecting…/);
  await page.getByRole('button', { name: 'Retry now' }).waitFor();
  await sees(page, /My name is Ada/);
  await page.getByRole('button', { name: 'Hang up' }).click();
  await page.getByRole('button', { name: 'Start talking' }).waitFor();
  await expect.poll(() => openThings(stage)).toEqual(nothing);
  expect(await uncaught(page)).toEqual([]);
});

test.each([
  ['invalid JSON', '{"type":"assistant_me'],
  ['broken base64', '{"type":"audio_output","id":"x","index":0,"data":"###"}'],
  [
    'sound that is no WAV',
    '{"type":"audio_output","id":"x","index":0,"data":"bm8gd2F2ZSBhdCBhbGw="}',
  ],
  ['empty sound', '{"type":"audio_output","id":"x","index":0,"data":""}'],
  ['a field of the wrong type', '{"type":"user_message","interim":"perhaps"}'],
])('%s from the server is shown as a fault, and the conversation goes on', async (_, message) => {
  await using stage = await talking();
  const { page, line } = stage;
  await talk(page);
  line.inject(message);
  await sees(page, /went wrong on the voice server/);
  await type(page, 'What is two plus three?');
  await sees(page, /five|5/);
  expect(await uncaught(page)).toEqual([]);
});

test('a message of an unknown type changes nothing', async () => {
  await using stage = await talking();
  const { page, line } = stage;
  await talk(page);
  line.inject('{"type":"weather_report","degrees":21}');
  await type(page, 'What is two plus three?');
  await sees(page, /five|5/);
  expect(await page.getByRole('alert').count()).toBe(0);
  expect(await uncaught(page)).toEqual([]);
});

test('a text of 100 kB is sent, and the conversation goes on', async () => {
  await using stage = await talking();
  const { page, line } = stage;
  await talk(page);
  await type(page, 'word '.repeat(20_000).trim());
  const sent = await line.frame(({ type }) => type === 'user_input', 30_000);
  expect(String(sent.message['text']).length).toBeGreaterThan(99_000);
  await type(page, 'What is two plus three?');
  await sees(page, /five|5/);
  expect(await uncaught(page)).toEqual([]);
});

test('two clicks at once open no more than one conversation', async () => {
  await using stage = await talking();
  const { page, line } = stage;
  await page.getByRole('button', { name: 'Start talking' }).dblclick();
  const button = page.locator('.vv-connect').first();
  await expect
    .poll(async () => ({
      state: await button.getAttribute('data-state'),
      ...(await openThings(stage)),
    }))
    // Up, or hung up by the second click; never as before the first, or nothing would have happened yet.
    .toBeOneOf([
      { state: 'connected', ...oneOfEach },
      { state: 'closed', ...nothing },
    ]);
  expect(line.frames.filter(({ type }) => type === 'chat_metadata').length).toBeLessThanOrEqual(1);
  expect(await uncaught(page)).toEqual([]);
});

test('hanging up before the line is up leaves nothing open', async () => {
  await using stage = await talking();
  const { page } = stage;
  for (let round = 0; round < 5; round += 1) {
    await connect(page);
    await page.getByRole('button', { name: /Cancel|Hang up/ }).click();
    await expect.poll(() => openThings(stage)).toEqual(nothing);
    await page.getByRole('button', { name: 'Start talking' }).waitFor();
  }
  await talk(page);
  expect(await openThings(stage)).toEqual(oneOfEach);
  expect(await uncaught(page)).toEqual([]);
});

function connect(page: Page): Promise<void> {
  return page.getByRole('button', { name: 'Start talking' }).click();
}

async function talk(page: Page): Promise<void> {
  await connect(page);
  await page.getByRole('button', { name: 'Hang up' }).waitFor();
}

async function type(page: Page, text: string): Promise<void> {
  const input = page.getByRole('textbox', { name: 'Message' });
  await input.fill(text);
  await input.press('Enter');
}

function sees(page: Page, words: RegExp): Promise<void> {
  return page.getByText(words).first().waitFor();
}
