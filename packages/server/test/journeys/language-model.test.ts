import { expect, it } from 'vitest';
import { createChatCompletionsResponder, createServer, ServerError } from '../../src/index.ts';
import type { ChatCompletionsOptions, ServerOptions } from '../../src/index.ts';
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

interface Scene {
  client: TestClient;
  asked: Asked[];
  brokenOff: Promise<void>;
  words: () => string[];
}

async function scene(
  answers: Answer[],
  play: (scene: Scene) => Promise<void>,
  options: ServerOptions & { model?: Partial<ChatCompletionsOptions> } = {},
): Promise<void> {
  const { model, ...rest } = options;
  const endpoint = await completionsEndpoint(...answers);
  const server = await createServer({
    port: 0,
    ...quickEars,
    recogniser: scriptedRecogniser(),
    synthesiser: toneSynthesiser(0.1),
    prosody: constantProsody(),
    responder: createChatCompletionsResponder({
      url: endpoint.url,
      model: 'small',
      apiKey: 'the-secret',
      ...model,
    }),
    ...rest,
  }).listen();
  try {
    const client = await TestClient.open(server);
    await play({
      client,
      asked: endpoint.asked,
      brokenOff: endpoint.brokenOff,
      words: () => client.all('assistant_message').map(({ message }) => message.content ?? ''),
    });
    expect(JSON.stringify(client.received)).not.toContain('the-secret');
    await client.close();
  } finally {
    await server.close();
    await endpoint.close();
  }
}

const tool = {
  name: 'get_weather',
  description: 'Tells the weather.',
  type: 'function',
  parameters: '{"type":"object","properties":{"city":{"type":"string"}}}',
};

it('an answer is spoken sentence by sentence, and the first before the last is there', async () => {
  let finish: () => void = () => undefined;
  const slow: Answer = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(chunk({ role: 'assistant', content: 'Grüße from ' }));
    response.write(chunk({ content: 'Rome. And ' }));
    finish = () => response.end(`${chunk({ content: 'goodbye.' }, 'stop')}data: [DONE]\n\n`);
  };
  await scene([slow], async ({ client, words }) => {
    client.send({ type: 'user_input', text: 'hello' });
    await client.next('audio_output');
    expect(words()).toEqual(['Grüße from Rome.']);
    finish();
    await client.next('assistant_end');
    expect(words()).toEqual(['Grüße from Rome.', 'And goodbye.']);
  });
});

it('it is asked with prompt, history, context, temperature, model and key', async () => {
  await scene(
    [saying('First. ', 'Second.'), saying('Third.')],
    async ({ client, asked }) => {
      client.send({
        type: 'session_settings',
        system_prompt: 'You help {{name}}.',
        variables: { name: 'Ada' },
        context: { text: 'It rains.', type: 'temporary' },
      });
      client.send({ type: 'user_input', text: 'one' });
      await client.next('assistant_end');
      client.send({ type: 'user_input', text: 'two' });
      await client.next('assistant_end', 2);
      const system = { role: 'system', content: 'You help Ada.' };
      expect(asked).toMatchObject([
        {
          path: '/v1/chat/completions',
          authorization: 'Bearer the-secret',
          body: { model: 'small', stream: true, temperature: 0.3 },
        },
        { body: { temperature: 0.3 } },
      ]);
      expect(asked.map(({ body }) => body.messages)).toEqual([
        [system, { role: 'user', content: 'one\n\nIt rains.' }],
        [
          system,
          { role: 'user', content: 'one' },
          { role: 'assistant', content: 'First. Second.' },
          { role: 'user', content: 'two' },
        ],
      ]);
      expect(asked[0]?.body).not.toHaveProperty('tools');
    },
    { config: { language_model: { temperature: 0.3 } } },
  );
});

it('language_model_api_key takes the place of the server’s key', async () => {
  await scene([saying('Yes.')], async ({ client, asked }) => {
    client.send({ type: 'session_settings', language_model_api_key: 'of-this-chat' });
    client.send({ type: 'user_input', text: 'hello' });
    await client.next('assistant_end');
    expect(asked[0]?.authorization).toBe('Bearer of-this-chat');
  });
});

it('a tool is called, and the model goes on with what it answered, in later turns too', async () => {
  await scene(
    [
      calling('get_weather', '{"city":"Rome"}', 'Let me see. '),
      saying('It is sunny.'),
      saying('Bye.'),
    ],
    async ({ client, asked, words }) => {
      client.send({ type: 'session_settings', tools: [tool] });
      client.send({ type: 'user_input', text: 'weather?' });
      const call = await client.next('tool_call');
      expect(call).toMatchObject({ name: 'get_weather', parameters: '{"city":"Rome"}' });
      client.send({
        type: 'tool_response',
        tool_call_id: call.tool_call_id,
        content: '{"sky":"clear"}',
      });
      await client.next('assistant_end');
      expect(words()).toEqual(['Let me see.', 'It is sunny.']);
      expect(asked[0]?.body.tools).toEqual([
        {
          type: 'function',
          function: {
            name: 'get_weather',
            description: 'Tells the weather.',
            parameters: JSON.parse(tool.parameters) as unknown,
          },
        },
      ]);
      expect(asked[1]?.body.messages.slice(2)).toEqual([
        {
          role: 'assistant',
          content: 'Let me see. ',
          tool_calls: [
            {
              id: 'call_1',
              type: 'function',
              function: { name: 'get_weather', arguments: '{"city":"Rome"}' },
            },
          ],
        },
        { role: 'tool', tool_call_id: 'call_1', content: '{"sky":"clear"}' },
      ]);
      client.send({ type: 'user_input', text: 'thanks' });
      await client.next('assistant_end', 2);
      const later = asked[2]?.body.messages ?? [];
      expect(later.filter(({ role }) => role === 'tool')).toMatchObject([
        { tool_call_id: call.tool_call_id, content: '{"sky":"clear"}' },
      ]);
      expect(later.at(-2)).toMatchObject({ role: 'assistant', content: 'It is sunny.' });
    },
  );
});

it('a model that calls a tool over and over has to answer in words at last', async () => {
  const endless = Array.from({ length: 5 }, () => calling('nothing_such', '{}'));
  await scene([...endless.slice(1), saying('I give up.')], async ({ client, asked, words }) => {
    client.send({ type: 'session_settings', tools: [tool] });
    client.send({ type: 'user_input', text: 'go' });
    await client.next('assistant_end');
    expect(words()).toEqual(['I give up.']);
    expect(asked.map(({ body }) => body.tool_choice)).toEqual([
      ...Array<undefined>(4).fill(undefined),
      'none',
    ]);
    expect(client.types).not.toContain('tool_call');
  });
});

it('a tool whose schema is no object does not cost the answer: it is offered without parameters', async () => {
  await scene([saying('Hello.')], async ({ client, asked }) => {
    const texts = ['true', 'null', '[]', '"a"', '{"type":'];
    const tools = texts.map((parameters, i) => ({ ...tool, name: `tool${String(i)}`, parameters }));
    client.send({ type: 'session_settings', tools });
    client.send({ type: 'user_input', text: 'Hi.' });
    await client.next('assistant_end');
    const offered = asked[0]?.body.tools?.map(({ function: { parameters } }) => parameters);
    expect(offered).toEqual(texts.map(() => ({ type: 'object', properties: {} })));
  });
});

it('what a model thinks is neither said nor written, nor told to it again', async () => {
  const pieces = ['<', 'think>The user', ' greets.</th', 'ink>\n\nHel', 'lo. '];
  await scene(
    [
      saying(...pieces, '<think>More?</think>Yes?'),
      calling('get_weather', '{}', '<think>A tool.'),
      saying('<think>Now.</think>It is fine.'),
      saying('<think>For ever'),
    ],
    async ({ client, asked, words }) => {
      client.send({ type: 'session_settings', tools: [tool] });
      client.send({ type: 'user_input', text: 'Hi.' });
      await client.next('assistant_end');
      expect(words()).toEqual(['Hello.', 'Yes?']);
      client.send({ type: 'user_input', text: 'And the weather?' });
      const { tool_call_id } = await client.next('tool_call');
      client.send({ type: 'tool_response', tool_call_id, content: 'Fine.' });
      await client.next('assistant_end', 2);
      expect(words().slice(2)).toEqual(['It is fine.']);
      client.send({ type: 'user_input', text: 'And now?' });
      expect((await client.next('error')).message).toMatch(/answered without words/);
      expect(JSON.stringify([asked, client.received])).not.toMatch(/think|greets|A tool/);
    },
  );
});

it('hang_up by the model ends the Chat after what it said', async () => {
  await scene([calling('hang_up', '{}', 'See you soon.')], async ({ client, asked, words }) => {
    client.send({ type: 'session_settings', builtin_tools: [{ name: 'hang_up' }] });
    client.send({ type: 'user_input', text: 'bye' });
    expect(await client.closed).toEqual({ code: 1000, reason: 'hang_up' });
    expect(words()).toEqual(['See you soon.']);
    expect(asked).toHaveLength(1);
  });
});

it('a greeting is made by the model', async () => {
  await scene(
    [saying('Good day.')],
    async ({ client, asked, words }) => {
      await client.next('assistant_end');
      expect(words()).toEqual(['Good day.']);
      expect(asked[0]?.body.messages.at(-1)).toMatchObject({
        role: 'system',
        content: expect.stringContaining('Greet') as unknown,
      });
    },
    { config: { event_messages: { on_new_chat: { enabled: true } } } },
  );
});

it('typing over an answer breaks off the request', async () => {
  const endless = streaming(chunk({ content: 'Well. And then ' }), false);
  await scene([endless, saying('Yes.')], async ({ client, brokenOff, words }) => {
    client.send({ type: 'user_input', text: 'talk' });
    await client.next('audio_output');
    client.send({ type: 'user_input', text: 'stop' });
    await brokenOff;
    await client.next('assistant_end', 2);
    expect(words()).toEqual(['Well.', 'Yes.']);
    expect(client.all('error')).toEqual([]);
  });
});

it.each<[string, Answer, RegExp]>([
  ['HTTP 401', failing(401), /HTTP 401: is the key right/],
  ['HTTP 404', failing(404), /HTTP 404: are its address and the name of the model right/],
  ['HTTP 429', failing(429), /HTTP 429: too much/],
  ['an answer in one piece', failing(200), /has to stream/],
  ['HTTP 500', failing(500), /HTTP 500/],
  ['a redirect', (response) => response.writeHead(302, { location: '/' }).end(), /not be reached/],
  ['a connection that breaks', (response) => response.destroy(), /not be reached/],
  ['an answer that breaks off', streaming(chunk({ content: 'Half' })), /broke off/],
  ['an answer without words', saying(''), /without words/],
  ['what is not JSON', streaming('data: <html>\n\n'), /not JSON/],
  ['another kind of JSON', streaming('data: {"a":1}\n\n'), /no chat completion/],
  ['an error in the stream', streaming('data: {"error":{"message":"x"}}\n\n'), /reported an error/],
  ['no word at all', () => undefined, /fell silent/],
  ['silence within the answer', streaming(chunk({ content: 'Half' }), false), /fell silent/],
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

it('an endpoint that is not there is an error and an apology', async () => {
  await scene(
    [],
    async ({ client, words }) => {
      client.send({ type: 'user_input', text: 'one' });
      await client.next('assistant_end');
      expect(client.all('error')[0]?.message).toMatch(/not be reached/);
      expect(words()).toContain('Please try again.');
    },
    { model: { url: 'http://127.0.0.1:1/v1' } },
  );
});

it.each(['', 'not an address', 'file:///etc/passwd', 'http://me:word@127.0.0.1/v1'])(
  'the address "%s" is refused',
  (url) => {
    const create = () => createChatCompletionsResponder({ url, model: 'small' });
    expect(create).toThrow(ServerError);
  },
);
