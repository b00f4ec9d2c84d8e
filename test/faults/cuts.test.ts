import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SessionOptions } from '../../packages/core/src/index.ts';
import { long, report } from './support/figures.ts';
import { rig, told } from './support/rig.ts';
import type { Rig } from './support/rig.ts';
import type { Passed } from './support/tcp-proxy.ts';

/** What is typed, each when the answer to the one before it is over. */
const script = [
  'What is two plus three?',
  'My name is Ada.',
  'What is the weather in Rome?',
  'What is my name?',
  'Tell me a joke.',
];

/** A tool of the page, and what it answers. */
const tool: NonNullable<SessionOptions['tools']>[number] = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather in a city',
  parameters: JSON.stringify({
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
  }),
};

const session: SessionOptions = { tools: [tool] };

/** All that a conversation comes to. */
interface Outcome {
  /** Who said what, in order; a tool call stands where it was made. */
  readonly transcript: readonly string[];
  /** Pieces of sound that reached the page at least once, of each message in order. */
  readonly sound: readonly number[];
  /** Messages that crossed the line. */
  readonly passed: readonly Passed[];
  readonly errors: readonly string[];
}

let stage: Rig;
beforeAll(async () => {
  stage = await rig({});
});
afterAll(() => stage[Symbol.asyncDispose]());

async function converse(page: Page): Promise<Outcome> {
  const { proxy } = stage;
  proxy.passed.length = 0;
  await page.evaluate(
    (options) => {
      window.rig.make({ ...options, microphone: false }, 5);
    },
    { url: proxy.url, session },
  );
  expect(await page.evaluate(() => window.rig.connect())).toBe('');
  const complete = await page.evaluate(async (texts) => {
    const { client, events } = window.rig;
    client.setSpeakerMuted(true);
    client.on('message', ({ message }) => {
      if (message.type === 'tool_call')
        client.sendToolResponse({
          toolCallId: message.tool_call_id,
          content: 'Sunny, 21 degrees.',
        });
    });
    const ends = (): number =>
      events.filter((event) => event.type === 'message' && event.message.type === 'assistant_end')
        .length;
    for (const [index, text] of texts.entries()) {
      client.sendText(text);
      const end = Date.now() + 60_000;
      while (ends() <= index && Date.now() < end)
        await new Promise((settle) => setTimeout(settle, 5));
    }
    return ends();
  }, script);
  expect(complete, 'every text was answered to the end').toBe(script.length);
  const messages = await told(page, 'message');
  const errors = await told(page, 'error');
  await page.evaluate(() => window.rig.client.disconnect());
  const pieces = new Map<string, Set<number>>();
  for (const { type, message } of proxy.passed) {
    if (type !== 'audio_output') continue;
    const id = String(message['id']);
    pieces.set(id, (pieces.get(id) ?? new Set()).add(Number(message['index'])));
  }
  const transcript: string[] = [];
  const sound: number[] = [];
  for (const { message } of messages) {
    if (message.type === 'user_message') transcript.push(`user: ${message.message.content}`);
    if (message.type === 'tool_call')
      transcript.push(`calls ${message.name} ${message.parameters}`);
    if (message.type === 'tool_response') transcript.push(`answered ${message.content}`);
    if (message.type !== 'assistant_message') continue;
    transcript.push(`assistant: ${message.message.content}`);
    sound.push(pieces.get(message.id ?? '')?.size ?? 0);
  }
  return {
    transcript,
    sound,
    passed: [...proxy.passed],
    errors: errors.map(({ error }) => error.message),
  };
}

test('a line that is cut behind any message of a conversation, either way, loses, doubles and reorders nothing', async () => {
  const { page, proxy } = stage;
  const whole = await converse(page);
  expect(whole.transcript.length).toBeGreaterThan(10);
  const count = whole.passed.length;
  const rounds = long ? Math.ceil(220 / count) : 1;
  const step = long ? 1 : 7;
  let cuts = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (let boundary = round % step; boundary < count; boundary += step) {
      let left = boundary;
      const before = proxy.cuts;
      // Once, and for every other round again at once behind the greeting of the next line.
      proxy.cutAfter = () => {
        left -= 1;
        return left === -1 || (round % 2 === 1 && left === -3);
      };
      const { transcript, sound, errors, passed } = await converse(page);
      proxy.cutAfter = () => false;
      const where = `cut behind ${boundary} (${passed[boundary]?.way} ${passed[boundary]?.type})`;
      expect(transcript, where).toEqual(whole.transcript);
      expect(sound, where).toEqual(whole.sound);
      expect(errors, where).toEqual([]);
      expect(proxy.cuts - before, where).toBeGreaterThanOrEqual(1);
      cuts += proxy.cuts - before;
    }
  }
  report(
    `cuts: ${cuts} at ${count} boundaries; ${whole.transcript.length} entries each time, none lost, doubled or out of order`,
  );
  expect(cuts).toBeGreaterThanOrEqual(long ? 200 : 8);
}, 900_000);
