import { expect, it } from 'vitest';
import { createCustomLanguageModel, createServer, ServerError } from '../../src/index.ts';
import type { CustomLanguageModelOptions, ServerOptions } from '../../src/index.ts';
import { createFliteSynthesiser } from '../../src/engines/synthesis/flite.ts';
import { TestClient } from '../support/client.ts';
import {
  calling,
  chunk,
  completionsEndpoint,
  failing,
  saying,
  streaming,
} from '../support/completions-endpoint.ts';
import type { Answer, Asked } from '../support/completions-endpoint.ts';
import {
  constantProsody,
  quickEars,
  scriptedRecogniser,
  toneSynthesiser,
} from '../support/engines.ts';
import { spoken } from '../support/spoken.ts';

interface Scene {
  client: TestClient;
  asked: Asked[];
  words: () => string[];
}

async function scene(
  answers: Answer[],
  play: (scene: Scene) => Promise<void>,
  options: ServerOptions & { model?: Partial<CustomLanguageModelOptions> } = {},
): Promise<void> {
  const { model, ...rest } = options;
  const endpoint = await completionsEndpoint(...answers);
  const server = await createServer({
    port: 0,
    ...quickEars,
    recogniser: scriptedRecogniser({ kind: 'words', text: 'spoken words' }),
    synthesiser: toneSynthesiser(0.1),
    prosody: constantProsody(),
    responder: createCustomLanguageModel({
      url: `${endpoint.url}/chat/completions?tenant=a`,
      ...model,
    }),
    ...rest,
  }).listen();
  try {
    const client = await TestClient.open(server);
    await play({
      client,
      asked: endpoint.asked,
      words: () => client.all('assistant_message').map(({ message }) => message.content ?? ''),
    });
    await client.close();
  } finally {
    await server.close();
    await endpoint.close();
  }
}

it('what it thinks is not said, and its marks and links are written and not said', async () => {
  const said: string[] = [];
  const tone = toneSynthesiser(0.1);
  const synthesiser: typeof tone = {
    ...tone,
    speak(text, ...rest) {
      said.push(text);
      return tone.speak(text, ...rest);
    },
  };
  await scene(
    [saying('<think>Hm.', '</think>**Yes**, see [here](https://a.example).')],
    async ({ client, words }) => {
      client.send({ type: 'user_input', text: 'typed words' });
      await client.next('assistant_end');
      expect(words()).toEqual(['**Yes**, see [here](https://a.example).']);
      client.send({ type: 'assistant_input', text: '<think>Hm.</think>_Of_ course 🎉.' });
      await client.next('assistant_end', 2);
      expect(words().slice(1)).toEqual(['_Of_ course 🎉.']);
      expect(said).toEqual(['Yes, see here.', 'Of course.']);
    },
    { synthesiser },
  );
});

it(
  'the endpoint is posted the conversation, spoken messages with prosody and time, and its stream is spoken',
  { timeout: 30_000 },
  async () => {
    const flite = createFliteSynthesiser();
    await scene([saying('First answer. ', 'Go on.'), saying('Second.')], async (s) => {
      const { client, asked, words } = s;
      client.declareAudio();
      await client.speak((await spoken(flite, 'Good morning to you.')).samples, { paced: false });
      await client.next('assistant_end');
      client.send({ type: 'user_input', text: 'typed words' });
      await client.next('assistant_end', 2);
      expect(words()).toEqual(['First answer.', 'Go on.', 'Second.']);

      const [first, second] = asked;
      expect(first?.path).toBe('/v1/chat/completions?tenant=a');
      expect(first?.authorization).toBeUndefined();
      expect(first?.body).toMatchObject({ stream: true, messages: [{ role: 'user' }] });
      const [heard] = client.all('user_message');
      // As it was told to the client.
      expect(second?.body.messages).toEqual([
        { role: 'user', content: 'spoken words', models: heard?.models, time: heard?.time },
        {
          role: 'assistant',
          content: 'First answer. Go on.',
          models: client.all('assistant_message')[0]?.models,
        },
        { role: 'user', content: 'typed words' },
      ]);
    });
    await flite.close();
  },
);

it('custom_session_id goes along in the query and language_model_api_key as a bearer token', async () => {
  await scene([saying('Yes.')], async ({ client, asked }) => {
    client.send({
      type: 'session_settings',
      custom_session_id: 'mine & yours',
      language_model_api_key: 'the-key',
      system_prompt: 'Be kind.',
      context: { text: 'It rains.', type: 'temporary' },
    });
    client.send({ type: 'user_input', text: 'hello' });
    await client.next('assistant_end');
    const url = new URL(asked[0]?.path ?? '', 'http://endpoint');
    expect(url.searchParams.get('custom_session_id')).toBe('mine & yours');
    expect(url.searchParams.get('tenant')).toBe('a');
    expect(asked[0]?.authorization).toBe('Bearer the-key');
    expect(asked[0]?.body.messages).toEqual([
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'hello\n\nIt rains.' },
    ]);
    expect(JSON.stringify(client.received)).not.toContain('the-key');
  });
});

it('a system_fingerprint in the answer becomes the custom_session_id', async () => {
  const piece = JSON.stringify({
    system_fingerprint: 'from-the-model',
    choices: [{ index: 0, delta: { content: 'Hello.' }, finish_reason: 'stop' }],
  });
  const answer = streaming(`data: ${piece}\n\ndata: [DONE]\n\n`);
  await scene([answer, saying('Again.')], async ({ client, asked }) => {
    client.send({ type: 'user_input', text: 'one' });
    expect((await client.next('assistant_end')).custom_session_id).toBe('from-the-model');
    client.send({ type: 'user_input', text: 'two' });
    await client.next('assistant_end', 2);
    expect(asked[1]?.path).toContain('custom_session_id=from-the-model');
  });
});

it('tools are offered, called, and their answers posted back', async () => {
  await scene([calling('get_time', '{}'), saying('Noon.')], async ({ client, asked, words }) => {
    client.send({
      type: 'session_settings',
      tools: [{ name: 'get_time', type: 'function', parameters: '{"type":"object"}' }],
    });
    client.send({ type: 'user_input', text: 'time?' });
    const { tool_call_id } = await client.next('tool_call');
    client.send({ type: 'tool_response', tool_call_id, content: '12:00' });
    await client.next('assistant_end');
    expect(asked[0]?.body.tools).toMatchObject([{ function: { name: 'get_time' } }]);
    expect(asked[1]?.body.messages.at(-1)).toMatchObject({ role: 'tool', content: '12:00' });
    expect(words()).toEqual(['Noon.']);
  });
});

it.each<[string, Answer, RegExp]>([
  ['HTTP 404', failing(404), /HTTP 404/],
  ['a connection that breaks', (response) => response.destroy(), /not be reached/],
  ['an answer that breaks off', streaming(chunk({ content: 'Half' })), /broke off/],
  ['no word at all', () => undefined, /fell silent/],
])('%s becomes an error and a spoken apology, and the Chat goes on', async (_, answer, message) => {
  await scene(
    [answer, saying('Fine.')],
    async ({ client, words }) => {
      client.send({ type: 'user_input', text: 'one' });
      await client.next('assistant_end');
      expect(client.all('error')).toMatchObject([{ slug: 'reply_failed' }]);
      expect(client.all('error')[0]?.message).toMatch(message);
      expect(words()).toContain('Please try again.');
      client.send({ type: 'user_input', text: 'two' });
      await client.next('assistant_end', 2);
      expect(words().at(-1)).toBe('Fine.');
    },
    { model: { timeoutMs: 1000 } },
  );
});

it.each(['', 'wss://example.test/llm', 'http://me:word@127.0.0.1/chat/completions'])(
  'the address "%s" is refused',
  (url) => {
    expect(() => createCustomLanguageModel({ url })).toThrow(ServerError);
  },
);
