import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LogEntry, RunningServer } from '../../src/index.ts';
import { parseWav } from '../../src/audio/wav.ts';
import { TestClient } from '../support/client.ts';
import { constantProsody, scriptedRecogniser } from '../support/engines.ts';
import { quickServer } from '../support/quick-server.ts';

const logged: LogEntry[] = [];
let server: RunningServer;

beforeAll(async () => {
  server = await quickServer({
    recogniser: scriptedRecogniser(),
    synthesiser: 'flite',
    prosody: constantProsody(),
    log: (entry) => logged.push(entry),
  });
});
afterAll(() => server.close());

/** Has a text said. @returns what stands on the page, and how loud each message was. */
async function said(text: string): Promise<{ shown: string; loudness: number[]; errors: number }> {
  const client = await TestClient.open(server);
  client.send({ type: 'assistant_input', text });
  await client.next('assistant_end');
  const messages = client.all('assistant_message');
  const loudness = messages.map((message) => {
    const pieces = client.all('audio_output').filter(({ id }) => id === message.id);
    expect(pieces.length).toBeGreaterThan(0);
    const samples = pieces.flatMap(({ data }) => [
      ...parseWav(Buffer.from(data, 'base64'), 'the test').samples,
    ]);
    return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  });
  const shown = messages.map(({ message }) => message.content ?? '').join('');
  await client.close();
  return { shown, loudness, errors: client.all('error').length };
}

const bare = (text: string) => text.replace(/\s/g, '');

it.concurrent.each([
  ['Russian', 'Привет, как дела? Всё хорошо.'],
  ['Hindi', 'नमस्ते दुनिया। आप कैसे हैं?'],
  ['Chinese', '你好，世界。今天天气很好！'],
  ['Japanese', 'こんにちは、元気ですか？'],
  ['Korean', '안녕하세요. 반갑습니다.'],
  ['Arabic', 'مرحبا بالعالم، كيف حالك؟'],
  ['Greek', 'Καλημέρα, τι κάνεις;'],
  ['accents', 'é'.repeat(30)],
  ['accents that are characters of their own', 'e\u0301'.repeat(30)],
  ['a word of 3,000 letters', `It is ${'a'.repeat(3000)}.`],
  ['a word of 3,000 accented letters', `${'é'.repeat(3000)} it is.`],
  ['a number of 400 digits', `${'7'.repeat(400)} is a number.`],
  ['numbers of many digits', '1234567890 '.repeat(20)],
  ['marks between words', `Well${'$%'.repeat(60)} yes`],
  ['an address', 'See https://example.com/a/b?c=d#e for it.'],
  ['zero-width joiners', 'One\u200dtwo\u200bthree.'],
  ['half of a character', 'One \ud83c two \udf89 three.'],
])('%s is shown as it is written, and said', { timeout: 30_000 }, async (_, text) => {
  const { shown, loudness, errors } = await said(text);
  expect(bare(shown)).toBe(bare(text));
  expect(Math.max(...loudness)).toBeGreaterThan(3000);
  expect(errors).toBe(0);
});

it.each([
  ['emoji', '🎉🎉 👩‍👩‍👧'],
  ['marks', '?! … — ***'],
  ['joiners', '\u200d\u200d'],
])('of nothing but %s no word is said, it is shown, and the turn ends', async (_, text) => {
  logged.length = 0;
  const { shown, loudness, errors } = await said(text);
  expect(bare(shown)).toBe(bare(text));
  expect(Math.max(...loudness)).toBeLessThan(500);
  expect(errors).toBe(0);
  expect(logged).toMatchObject([
    { level: 'warning', message: 'Nothing of a reply can be said aloud' },
  ]);
});
