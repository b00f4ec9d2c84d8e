import { expect, it } from 'vitest';
import type { LogEntry, Recogniser, ServerOptions, Synthesiser } from '../../src/index.ts';
import { createFliteSynthesiser } from '../../src/engines/synthesis/flite.ts';
import { TestClient } from '../support/client.ts';
import {
  constantProsody,
  deafDetector,
  sayingResponder,
  scriptedRecogniser,
  toneSynthesiser,
} from '../support/engines.ts';
import { quickServer } from '../support/quick-server.ts';
import { spoken } from '../support/spoken.ts';

const broken = () => {
  throw new Error('the engine broke');
};
const never = () => new Promise<never>(() => undefined);
const hearing = scriptedRecogniser({ kind: 'words', text: 'hello' });
const withOpen = (open: Recogniser['open']): ServerOptions => ({
  recogniser: { ...hearing, longestMs: 300, open },
});
const withSpeak = (speak: Synthesiser['speak']): ServerOptions => ({
  synthesiser: { ...toneSynthesiser(), longestMs: 300, speak },
});

/** Runs a server whose log is kept. */
async function withServer(
  options: ServerOptions,
  use: (server: { url: string }, logged: readonly LogEntry[]) => Promise<void>,
): Promise<void> {
  const logged: LogEntry[] = [];
  const server = await quickServer({ ...options, log: (entry) => logged.push(entry) });
  try {
    await use(server, logged);
  } finally {
    await server.close();
  }
}

const { samples } = await (async () => {
  const flite = createFliteSynthesiser();
  const speech = await spoken(flite, 'Hello there, how are you?');
  await flite.close();
  return speech;
})();

it('a detector that never decides is replaced, which is logged', { timeout: 30_000 }, async () => {
  let opened = 0;
  const open = () => {
    opened += 1;
    return { push: () => undefined, close: () => undefined };
  };
  await withServer({ voiceActivity: { ...deafDetector(), open } }, async (server, logged) => {
    const client = await TestClient.open(server);
    client.declareAudio();
    await client.speak(new Int16Array(4.5 * 16_000));
    await client.until(() => opened === 2, 'another detector');
    expect(logged).toHaveLength(1);
    await client.close();
  });
});

it.each<[string, ServerOptions]>([
  ['can not begin', withOpen(broken)],
  ['breaks on sound', withOpen(() => ({ ...hearing.open(), push: broken }))],
  ['breaks at the end', withOpen(() => ({ ...hearing.open(), finish: broken }))],
  ['never answers', withOpen(() => ({ ...hearing.open(), finish: never }))],
  [
    'is right about nothing: the detector throws',
    {
      voiceActivity: { ...deafDetector(), open: () => ({ push: broken, close: broken }) },
    },
  ],
  [
    'is right about nothing: there is no detector',
    { voiceActivity: { ...deafDetector(), open: broken } },
  ],
])('a recogniser that %s costs what was said, and no Chat', async (_, options) => {
  await withServer(options, async (server, logged) => {
    const [calm, client] = await Promise.all([TestClient.open(server), TestClient.open(server)]);
    client.declareAudio();
    await client.speak(samples, { paced: false });
    expect(await client.next('error')).toMatchObject({ slug: 'transcription_failure' });
    // It is told to whoever runs the server, once.
    await client.speak(samples, { paced: false });
    for (const each of [calm, client]) {
      each.send({ type: 'user_input', text: 'Hello.' });
      await each.next('assistant_end');
      await each.close();
    }
    expect(logged).toMatchObject([
      { level: 'error', message: 'What was said could not be transcribed' },
    ]);
  });
});

it('scores that throw or never come cost the scores alone', async () => {
  let asked = 0;
  const score = () => {
    asked += 1;
    return broken();
  };
  const prosody = { ...constantProsody(), score };
  const recogniser = scriptedRecogniser({ kind: 'words', text: 'hello' });
  await withServer({ prosody, recogniser }, async (server) => {
    const client = await TestClient.open(server);
    client.declareAudio();
    await client.speak(samples, { paced: false });
    expect((await client.nextWords()).models).toEqual({});
    await client.next('assistant_end');
    expect(client.all('assistant_message')[0]?.models).toEqual({});
    expect(client.all('audio_output').length).toBeGreaterThan(0);
    expect(client.all('assistant_prosody')).toEqual([]);
    expect(asked).toBe(2);
    await client.close();
  });
});

it.each<[string, Synthesiser['speak']]>([
  ['throws', broken],
  ['rejects', () => Promise.reject(new Error('the engine broke'))],
  ['never answers', never],
  ['gives what is no sound', () => Promise.resolve({} as never)],
  [
    'gives sound without end',
    () => Promise.resolve({ samples: new Int16Array(48_000 * 600), sampleRate: 48_000 }),
  ],
])('a voice that %s on a sentence costs its sound, and nothing else', async (_, speak) => {
  const tone = toneSynthesiser(0.1);
  const options = withSpeak((text, ...rest) =>
    text.startsWith('Second') ? speak(text, ...rest) : tone.speak(text, ...rest),
  );
  const sentences = ['First.', 'Second.', 'Third.'];
  const responder = sayingResponder(...sentences);
  await withServer({ ...options, responder }, async (server, logged) => {
    const client = await TestClient.open(server);
    for (let reply = 1; reply <= 2; reply++) {
      client.send({ type: 'user_input', text: 'Hello.' });
      await client.next('assistant_end', reply);
    }
    const messages = client.all('assistant_message');
    expect(messages.map(({ message }) => message.content)).toEqual([...sentences, ...sentences]);
    const sounds = new Set(client.all('audio_output').map(({ id }) => id));
    expect([...sounds]).toEqual(messages.map(({ id }) => id));
    expect(client.all('error').map(({ slug }) => slug)).toEqual(['reply_failed', 'reply_failed']);
    expect(logged).toMatchObject([{ level: 'error', message: 'A sentence could not be spoken' }]);
    await client.close();
  });
});

it('a voice that answers nobody is asked twice, and the rest of the text is shown; others speak on', async () => {
  let asked = 0;
  const tone = toneSynthesiser(0.1);
  const options = withSpeak((text, ...rest) => {
    if (text.startsWith('Calm')) return tone.speak(text, ...rest);
    asked += 1;
    return never();
  });
  await withServer(options, async (server) => {
    const [calm, client] = await Promise.all([TestClient.open(server), TestClient.open(server)]);
    const text = Array.from({ length: 20 }, (_, i) => `Sentence ${String(i)}. `).join('');
    client.send({ type: 'assistant_input', text });
    for (let i = 1; i <= 3; i++) {
      calm.send({ type: 'assistant_input', text: 'Calm.' });
      await calm.next('assistant_end', i);
    }
    await client.next('assistant_message', 20);
    expect(asked).toBe(2);
    // A user who speaks over it ends it.
    client.send({ type: 'user_input', text: 'Stop.' });
    await client.next('assistant_end', 2);
    await Promise.all([calm.close(), client.close()]);
  });
});

it('a voice without sound is a short silence, told once', async () => {
  const options = withSpeak(() =>
    Promise.resolve({ samples: new Int16Array(), sampleRate: 16_000 }),
  );
  await withServer(options, async (server, logged) => {
    const client = await TestClient.open(server);
    for (let i = 1; i <= 2; i++) {
      client.send({ type: 'assistant_input', text: 'Yes. No.' });
      await client.next('assistant_end', i);
    }
    expect(client.all('audio_output').length).toBe(4);
    expect(client.all('error')).toEqual([]);
    expect(logged).toMatchObject([
      { level: 'warning', message: 'Nothing of a reply can be said aloud' },
    ]);
    await client.close();
  });
});
