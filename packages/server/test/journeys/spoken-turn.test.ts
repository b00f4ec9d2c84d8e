import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import type { RunningServer } from '../../src/index.ts';
import { createFliteSynthesiser } from '../../src/engines/synthesis/flite.ts';
import { findPocketsphinx } from '../../src/engines/recognition/find-pocketsphinx.ts';
import { TestClient } from '../support/client.ts';
import { spoken, wordErrors } from '../support/spoken.ts';

const flite = createFliteSynthesiser();
const installed = await findPocketsphinx();
/** Whether free speech comes in two voices, and not in the one that `npm test` has time for. */
const whole = process.env['VIVAVOCE_LONG'] !== undefined;

/** Its engines take seconds to load. */
let listening: RunningServer;
beforeAll(async () => {
  await flite.speak('Ready.', 'slt');
  listening = await createServer({ port: 0, recogniser: 'soundswallower' }).listen();
});
afterAll(async () => {
  await listening.close();
  await flite.close();
});

it(
  'a listed phrase that is spoken comes back exactly and is answered aloud',
  { timeout: 30_000 },
  async () => {
    const client = await TestClient.open(listening);
    client.declareAudio();
    const { samples, onsetMs } = await spoken(flite, 'What is seven plus five?');
    await client.speak(samples);

    const heard = await client.nextWords();
    expect(heard.message).toEqual({ role: 'user', content: 'what is seven plus five' });
    expect(heard).toMatchObject({ from_text: false, interim: false });
    expect(Object.keys(heard.models.prosody?.scores ?? {})).toHaveLength(48);
    expect(Math.abs(heard.time.begin - onsetMs)).toBeLessThan(200);
    expect(heard.time.end - heard.time.begin).toBeGreaterThan(1000);

    await client.next('assistant_end');
    const [answer] = client.all('assistant_message');
    expect(answer?.message).toEqual({ role: 'assistant', content: '7 plus 5 is 12.' });
    const pieces = client.all('audio_output').filter(({ id }) => id === answer?.id);
    expect(pieces.map(({ index }) => index)).toEqual(pieces.map((_, i) => i));
    const loudest = pieces.map(({ data }) => loudestSample(data));
    expect(Math.max(...loudest)).toBeGreaterThan(3000);
    expect(client.invalid).toEqual([]);
    await client.close();
  },
);

it(
  'speech that is no listed phrase is reported without words and answered honestly',
  { timeout: 30_000 },
  async () => {
    const client = await TestClient.open(listening);
    client.declareAudio();
    const { samples } = await spoken(flite, 'Open the window and close the door.');
    await client.speak(samples);
    const heard = await client.nextWords();
    expect(heard.message.content).toBe('');
    expect((await client.next('assistant_message')).message.content).toMatch(
      /^Sorry, I didn't get that/,
    );
    await client.close();
  },
);

it(
  'without a recogniser speech is reported with its times, and typing goes on working',
  { timeout: 30_000 },
  async () => {
    const server = await createServer({ port: 0, recogniser: 'none' }).listen();
    try {
      const client = await TestClient.open(server);
      client.declareAudio();
      const { samples, onsetMs } = await spoken(flite, 'What time is it?');
      await client.speak(samples);
      const heard = await client.nextWords();
      expect(heard.message.content).toBe('');
      expect(Math.abs(heard.time.begin - onsetMs)).toBeLessThan(200);
      expect((await client.next('assistant_message')).message.content).toMatch(
        /no speech recogniser/,
      );
      await client.next('assistant_end');
      client.send({ type: 'user_input', text: 'what is two plus two' });
      await client.next('assistant_end', 2);
      expect(client.all('assistant_message').at(-1)?.message.content).toBe('2 plus 2 is 4.');
      await client.close();
    } finally {
      await server.close();
    }
  },
);

// Skipped where Debian's pocketsphinx and pocketsphinx-en-us (or version 5 with its model) are not installed.
it.skipIf(installed === undefined)(
  'free speech comes back with a word error rate of at most 20 % with pocketsphinx',
  { timeout: 60_000 },
  async () => {
    const sentences = [
      'What time is it?',
      'My name is Peter.',
      'I would like to go to the theater tomorrow evening.',
      'Can you tell me a story about the sea?',
      'The weather was good, so we went for a walk in the park.',
      'Thank you very much for your help.',
    ];
    const server = await createServer({ port: 0, recogniser: 'pocketsphinx' }).listen();
    try {
      let errors = 0;
      let words = 0;
      await Promise.all(
        (whole ? ['slt', 'rms'] : ['slt']).map(async (voice) => {
          const client = await TestClient.open(server);
          client.declareAudio();
          // What is under test is hearing; paused, the replies do not take time.
          client.send({ type: 'pause_assistant_message' });
          for (const [i, sentence] of sentences.entries()) {
            const { samples } = await spoken(flite, sentence, { voice });
            await client.speak(samples, { paced: false });
            const heard = await client.nextWords(i + 1);
            const found = wordErrors(sentence, heard.message.content ?? '');
            errors += found.errors;
            words += found.words;
          }
          await client.close();
        }),
      );
      expect(words).toBeGreaterThan(whole ? 60 : 30);
      expect(errors / words).toBeLessThanOrEqual(0.2);
    } finally {
      await server.close();
    }
  },
);

function loudestSample(base64: string): number {
  const wav = Buffer.from(base64, 'base64');
  let loudest = 0;
  for (let at = 44; at + 1 < wav.length; at += 2)
    loudest = Math.max(loudest, Math.abs(wav.readInt16LE(at)));
  return loudest;
}
