import { afterEach, expect, it, vi } from 'vitest';
import {
  createServer,
  createSpeechEndpoint,
  createTranscriptionEndpoint,
} from '../../src/index.ts';
import type { Health, ServerOptions } from '../../src/index.ts';
import { createFliteSynthesiser } from '../../src/engines/synthesis/flite.ts';
import { parseWav } from '../../src/audio/wav.ts';
import { TestClient } from '../support/client.ts';
import { constantProsody, scriptedRecogniser, toneSynthesiser } from '../support/engines.ts';
import { bytes, json, speechApi, streamedWav, tone } from '../support/speech-api.ts';
import { spoken } from '../support/spoken.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

async function chat(
  options: ServerOptions,
  run: (client: TestClient, url: string) => Promise<void>,
  query = '',
): Promise<void> {
  const server = await createServer({
    port: 0,
    recogniser: scriptedRecogniser(),
    synthesiser: toneSynthesiser(0.1),
    prosody: constantProsody(),
    ...options,
  }).listen();
  try {
    const client = await TestClient.open(server, query);
    client.declareAudio();
    await run(client, server.url);
    expect(JSON.stringify(client.received)).not.toContain('the-secret');
    await client.close();
  } finally {
    await server.close();
  }
}

/** Half a second, speech, a second: what a microphone hears. */
async function sentence(text: string): Promise<Int16Array> {
  const flite = createFliteSynthesiser();
  const { samples } = await spoken(flite, text);
  await flite.close();
  return samples;
}

it('an utterance is posted as a WAV with model, language and key, and its text is the user’s words', async () => {
  vi.stubEnv('VIVAVOCE_TRANSCRIPTION_KEY', 'the-secret');
  const api = await speechApi(json({ text: ' What is two plus two? ' }));
  const recogniser = createTranscriptionEndpoint({ url: api.url, model: 'ears', language: 'en' });
  const samples = await sentence('What is two plus two?');
  await chat({ recogniser }, async (client, url) => {
    await client.speak(samples, { paced: false });
    expect((await client.nextWords()).message.content).toBe('What is two plus two?');
    await client.next('assistant_end');
    expect(client.all('assistant_message')[0]?.message.content).toBe('2 plus 2 is 4.');
    const [asked] = api.asked;
    expect(asked?.path).toBe('/v1/audio/transcriptions');
    expect(asked?.headers.authorization).toBe('Bearer the-secret');
    expect(asked?.form).toMatchObject({ model: 'ears', language: 'en', response_format: 'json' });
    const { samples: sent, sampleRate } = parseWav(asked?.form?.['file'] as Uint8Array, 'the test');
    expect(sampleRate).toBe(16_000);
    expect(sent.length).toBeLessThan(samples.length);
    // Sample for sample what was sent.
    const part = samples.slice(16_000, 16_200);
    expect(Buffer.from(sent.buffer).includes(Buffer.from(part.buffer))).toBe(true);
    const health = (await (await fetch(`${url}/health`)).json()) as Health;
    expect(health.engines.recogniser).toBe('transcription ears');
    expect(JSON.stringify(health)).not.toContain('the-secret');
  });
  await api.close();
});

it(
  'interim transcripts are asked for only where partialSeconds says so',
  { timeout: 40_000 },
  async () => {
    const samples = await sentence('Tell me what is two plus two and nothing else, please.');
    for (const partialSeconds of [undefined, 0.5]) {
      const answers = Array.from({ length: 40 }, (_, i) => `tell me ${String(i)}`);
      const api = await speechApi(...answers.map((text) => json({ text })));
      const recogniser = createTranscriptionEndpoint({
        url: api.url,
        model: 'ears',
        ...(partialSeconds !== undefined && { partialSeconds }),
      });
      await chat(
        { recogniser },
        async (client) => {
          await client.speak(samples);
          await client.nextWords();
          const interim = client.all('user_message').filter((message) => message.interim);
          if (partialSeconds === undefined) expect(interim).toEqual([]);
          else expect(interim[0]?.message.content).toBe('tell me 0');
        },
        '?verbose_transcription=true',
      );
      await api.close();
    }
  },
);

it.each<[string, Parameters<typeof speechApi>[0]]>([
  ['HTTP 401', (response) => response.writeHead(401).end('the-secret')],
  ['a redirect', (response) => response.writeHead(307, { location: '/' }).end()],
  ['a connection that breaks', (response) => response.destroy()],
  ['what is not JSON', bytes(Buffer.from('<html>'))],
  ['JSON without text', json({ words: [] })],
  ['no answer', () => undefined],
])('%s to a transcription is an error, and the Chat goes on', async (_, answer) => {
  const api = await speechApi(answer, json({ text: 'what is two plus two' }));
  const recogniser = createTranscriptionEndpoint({ url: api.url, model: 'ears', timeoutMs: 1000 });
  const samples = await sentence('Hello there.');
  await chat({ recogniser }, async (client) => {
    await client.speak(samples, { paced: false });
    expect((await client.next('error')).slug).toBe('transcription_failure');
    await client.speak(samples, { paced: false });
    await client.next('assistant_end');
    expect(client.all('assistant_message')[0]?.message.content).toBe('2 plus 2 is 4.');
  });
  await api.close();
});

it('a transcription without words is nothing', async () => {
  const api = await speechApi(json({ text: ' ' }), json({ text: 'hello' }));
  const recogniser = createTranscriptionEndpoint({ url: api.url, model: 'ears' });
  const samples = await sentence('Hello there.');
  await chat({ recogniser }, async (client) => {
    await client.speak(samples, { paced: false });
    await client.speak(samples, { paced: false });
    expect((await client.nextWords()).message.content).toBe('hello');
  });
  await api.close();
});

it.each(['wav', 'pcm'] as const)(
  'a sentence is spoken by the endpoint as %s, in the voice asked for',
  async (format) => {
    vi.stubEnv('VIVAVOCE_SPEECH_KEY', 'the-secret');
    const samples = tone(1.2);
    const body = format === 'wav' ? streamedWav(samples) : new Uint8Array(samples.buffer);
    const api = await speechApi(bytes(body), bytes(body));
    const synthesiser = createSpeechEndpoint({
      ...{ url: api.url, model: 'mouth', format },
      voices: ['one', 'two'],
    });
    await chat({ synthesiser }, async (client, url) => {
      client.send({ type: 'assistant_input', text: 'First.' });
      await client.next('assistant_end');
      client.send({ type: 'session_settings', voice_id: 'two' });
      client.send({ type: 'assistant_input', text: 'Second.' });
      await client.next('assistant_end', 2);
      expect(
        api.asked.map(({ path, headers, json: asked }) => [path, headers.authorization, asked]),
      ).toEqual(
        [
          ['First.', 'one'],
          ['Second.', 'two'],
        ].map(([input, voice]) => [
          '/v1/audio/speech',
          'Bearer the-secret',
          { model: 'mouth', input, voice, response_format: format },
        ]),
      );
      const [first] = client.all('assistant_message');
      const pieces = client.all('audio_output').filter(({ id }) => id === first?.id);
      const wavs = pieces.map(({ data }) => parseWav(Buffer.from(data, 'base64'), 'the test'));
      expect(new Set(wavs.map(({ sampleRate }) => sampleRate))).toEqual(new Set([24_000]));
      expect(wavs.flatMap(({ samples: part }) => [...part])).toEqual([...samples]);
      const health = (await (await fetch(`${url}/health`)).json()) as Health;
      expect(health.engines.synthesiser).toBe('speech mouth');
      expect(health.voices).toEqual(['one', 'two']);
    });
    await api.close();
  },
);

it.each<[string, Parameters<typeof speechApi>[0]]>([
  ['HTTP 500', (response) => response.writeHead(500).end('the-secret')],
  ['what is no WAV', bytes(Buffer.alloc(1000))],
  ['a WAV without sound', bytes(streamedWav(tone(0)))],
  ['no answer', () => undefined],
])(
  '%s to a sentence is an error, and the sentence is shown: the next is spoken',
  async (_, answer) => {
    const api = await speechApi(answer, bytes(streamedWav(tone(0.2))));
    const synthesiser = createSpeechEndpoint({ url: api.url, model: 'mouth', timeoutMs: 500 });
    await chat({ synthesiser, log: () => undefined }, async (client) => {
      client.send({ type: 'assistant_input', text: 'First.' });
      expect((await client.next('error')).slug).toBe('reply_failed');
      await client.next('assistant_end');
      client.send({ type: 'assistant_input', text: 'Second.' });
      await client.next('assistant_end', 2);
      const messages = client.all('assistant_message');
      expect(messages.map(({ message }) => message.content)).toEqual(['First.', 'Second.']);
      const loud = messages.map(({ id }) => {
        const pieces = client.all('audio_output').filter((piece) => piece.id === id);
        const wavs = pieces.map(({ data }) => parseWav(Buffer.from(data, 'base64'), 'the test'));
        return wavs.flatMap(({ samples }) => [...samples]).some((sample) => sample > 1000);
      });
      expect(loud).toEqual([false, true]);
    });
    await api.close();
  },
);

it.each(['', 'ftp://127.0.0.1', 'http://me:word@127.0.0.1/v1'])(
  'the address "%s" is refused',
  (url) => {
    expect(() => createTranscriptionEndpoint({ url, model: 'm' })).toThrow(/http or https/);
    expect(() => createSpeechEndpoint({ url, model: 'm' })).toThrow(/http or https/);
  },
);
