// One test for each rule about tools.
import { expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import type { RunningServer, ServerOptions } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import {
  constantProsody,
  quickEars,
  scriptedRecogniser,
  toneSynthesiser,
} from '../support/engines.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const weather = {
  name: 'get_current_weather',
  description: 'Tells the weather at a place.',
  type: 'function',
  parameters: JSON.stringify({
    type: 'object',
    properties: { location: { type: 'string' }, unit: { enum: ['celsius', 'fahrenheit'] } },
    required: ['location'],
  }),
  fallback_content: 'The weather is not known.',
};
const question = 'What is the weather in Paris in celsius?';

async function withServer(
  options: ServerOptions,
  run: (server: RunningServer) => Promise<void>,
): Promise<void> {
  const server = await createServer({
    port: 0,
    ...quickEars,
    recogniser: scriptedRecogniser(),
    synthesiser: toneSynthesiser(0.2),
    prosody: constantProsody(),
    ...options,
  }).listen();
  try {
    await run(server);
  } finally {
    await server.close();
  }
}

async function withWeather(
  run: (client: TestClient, server: RunningServer) => Promise<void>,
  options: ServerOptions = {},
): Promise<void> {
  await withServer(options, async (server) => {
    const client = await TestClient.open(server);
    client.send({ type: 'session_settings', tools: [weather] });
    await run(client, server);
    await client.close();
  });
}

const words = (client: TestClient) =>
  client.all('assistant_message').map(({ message }) => message.content);

it('tool_call names the tool, gives its parameters as JSON text and asks for a response', async () => {
  await withWeather(async (client) => {
    client.send({ type: 'session_settings', custom_session_id: 'mine' });
    client.send({ type: 'user_input', text: question });
    const call = await client.next('tool_call');
    expect(call).toMatchObject({
      custom_session_id: 'mine',
      name: 'get_current_weather',
      response_required: true,
      tool_type: 'function',
    });
    expect(JSON.parse(call.parameters)).toEqual({ location: 'Paris', unit: 'celsius' });
    expect(call.tool_call_id).not.toBe('');
  });
});

it('tool_response is echoed, and the assistant speaks with what it says', async () => {
  await withWeather(async (client) => {
    client.send({ type: 'user_input', text: question });
    const { tool_call_id } = await client.next('tool_call');
    expect(words(client)).toEqual([]);
    client.send({
      type: 'tool_response',
      tool_call_id,
      content: '{"temperature":21,"sky":"clear"}',
    });
    await client.next('assistant_end');
    expect(words(client)).toEqual(['temperature 21, sky clear.']);
    expect(client.all('tool_response')).toMatchObject([{ tool_call_id, tool_type: 'function' }]);
    expect(client.types.indexOf('tool_response')).toBeLessThan(
      client.types.indexOf('assistant_message'),
    );
  });
});

it('content of a tool_error is the fallback, and error is not shown to the assistant', async () => {
  await withWeather(async (client) => {
    client.send({ type: 'user_input', text: question });
    const { tool_call_id } = await client.next('tool_call');
    client.send({
      type: 'tool_error',
      tool_call_id,
      error: 'ECONNREFUSED',
      content: 'Look out of the window.',
    });
    await client.next('assistant_end');
    expect(words(client)).toEqual(['Look out of the window.']);
  });
});

it('a tool_error without content falls back to the tool’s fallback_content', async () => {
  await withWeather(async (client) => {
    client.send({ type: 'user_input', text: question });
    const { tool_call_id } = await client.next('tool_call');
    client.send({ type: 'tool_error', tool_call_id, error: 'ECONNREFUSED' });
    await client.next('assistant_end');
    expect(words(client)).toEqual(['The weather is not known.']);
  });
});

it('a tool_call that is not answered in time is an error, and its fallback_content is used', async () => {
  const clock = new VirtualClock();
  await withWeather(
    async (client) => {
      client.send({ type: 'user_input', text: question });
      const { tool_call_id } = await client.next('tool_call');
      clock.advance(19_999);
      expect(client.types).not.toContain('error');
      clock.advance(1);
      await client.next('assistant_end');
      expect(client.all('error')).toMatchObject([{ slug: 'tool_timed_out', code: 'E0304' }]);
      expect(words(client)).toEqual(['The weather is not known.']);
      // A late answer is echoed and starts nothing.
      client.send({ type: 'tool_response', tool_call_id, content: 'late' });
      await client.next('tool_response');
      expect(words(client)).toHaveLength(1);
    },
    { clock },
  );
});

it('typing while a tool is awaited drops the call: its answer is echoed and not spoken', async () => {
  await withWeather(async (client) => {
    client.send({ type: 'user_input', text: question });
    const { tool_call_id } = await client.next('tool_call');
    client.send({ type: 'user_input', text: 'what is two plus two' });
    client.send({ type: 'tool_response', tool_call_id, content: 'rain' });
    await client.next('assistant_end');
    await client.next('tool_response');
    expect(words(client)).toEqual(['2 plus 2 is 4.']);
  });
});

it('what a tool answered stays in the history, in a resumed Chat too', async () => {
  const asked: unknown[] = [];
  await withServer(
    {
      responder: {
        name: 'calling',
        async *reply({ tools, history }) {
          asked.push(history);
          const outcome = await tools?.call('get_current_weather', '{"location":"Rome"}');
          yield outcome?.content ?? 'Nothing to call.';
        },
      },
    },
    async (server) => {
      const first = await TestClient.open(server);
      first.send({ type: 'session_settings', tools: [weather] });
      first.send({ type: 'user_input', text: 'go' });
      const { tool_call_id } = await first.next('tool_call');
      first.send({ type: 'tool_response', tool_call_id, content: 'sun' });
      await first.next('assistant_end');
      await first.close();
      const group = first.all('chat_metadata')[0]?.chat_group_id ?? '';
      const second = await TestClient.open(server, `?resumed_chat_group_id=${group}`);
      second.send({ type: 'user_input', text: 'again' });
      await second.next('assistant_end');
      expect(asked[1]).toMatchObject([
        { role: 'user', text: 'go' },
        { role: 'tool', text: 'sun', call: { id: tool_call_id, name: 'get_current_weather' } },
        { role: 'assistant', text: 'sun' },
        { role: 'user', text: 'again' },
      ]);
      await second.close();
    },
  );
});

it('a required parameter that the sentence does not tell is asked for', async () => {
  await withWeather(async (client) => {
    client.send({ type: 'user_input', text: 'what is the weather' });
    await client.next('assistant_end');
    expect(words(client).join(' ')).toBe(
      'For that I need the location. Please say it all in one sentence.',
    );
    expect(client.types).not.toContain('tool_call');
  });
});

it('hang_up closes the socket with 1000 after a farewell that was heard to its end', async () => {
  const clock = new VirtualClock();
  await withServer({ clock }, async (server) => {
    const client = await TestClient.open(server);
    client.send({ type: 'session_settings', builtin_tools: [{ name: 'hang_up' }] });
    client.send({ type: 'user_input', text: 'Goodbye!' });
    await client.next('assistant_end');
    expect(words(client).join(' ')).toBe('Goodbye! It was nice talking to you.');
    expect(client.all('tool_call')).toMatchObject([
      { name: 'hang_up', tool_type: 'builtin', response_required: false },
    ]);
    expect(client.all('tool_response')).toMatchObject([{ tool_type: 'builtin' }]);
    clock.advance(1000);
    expect(await client.closed).toEqual({ code: 1000, reason: 'hang_up' });
    expect(clock.pending).toBe(0);
  });
});

it('hang_up without a word of the responder says goodbye all the same', async () => {
  await withServer(
    {
      responder: {
        name: 'curt',
        async *reply({ tools }) {
          await tools?.call('hang_up', '{}');
          yield '';
        },
      },
    },
    async (server) => {
      const client = await TestClient.open(server);
      client.send({ type: 'session_settings', builtin_tools: [{ name: 'hang_up' }] });
      client.send({ type: 'user_input', text: 'x' });
      expect(await client.closed).toEqual({ code: 1000, reason: 'hang_up' });
      expect(words(client)).toEqual(['Goodbye.']);
    },
  );
});

it('without hang_up switched on, goodbye ends nothing', async () => {
  await withWeather(async (client) => {
    client.send({ type: 'user_input', text: 'Goodbye!' });
    await client.next('assistant_end');
    expect(client.types).not.toContain('tool_call');
    client.send({ type: 'user_input', text: 'hello' });
    await client.next('assistant_end', 2);
  });
});

it('web_search asks its provider and answers with what it found', async () => {
  const queries: string[] = [];
  const webSearch = {
    name: 'shelf',
    search: (query: string) => {
      queries.push(query);
      return Promise.resolve('A gull is a bird.');
    },
  };
  await withServer({ webSearch }, async (server) => {
    const client = await TestClient.open(server);
    client.send({ type: 'session_settings', builtin_tools: [{ name: 'web_search' }] });
    client.send({ type: 'user_input', text: 'Search the web for gulls' });
    await client.next('assistant_end');
    expect(queries).toEqual(['gulls']);
    expect(words(client)).toEqual(['A gull is a bird.']);
    expect(client.all('tool_call')).toMatchObject([
      { name: 'web_search', tool_type: 'builtin', response_required: false },
    ]);
    await client.close();
  });
});

it.each([
  ['no provider', {}],
  [
    'a provider that fails',
    { webSearch: { name: 'broken', search: () => Promise.reject(new Error('secret')) } },
  ],
  [
    'a provider that never answers',
    {
      toolTimeoutMs: 50,
      webSearch: { name: 'slow', search: () => new Promise<string>(() => undefined) },
    },
  ],
])('web_search with %s answers with its fallback_content', async (_, options: ServerOptions) => {
  await withServer(options, async (server) => {
    const client = await TestClient.open(server);
    client.send({
      type: 'session_settings',
      builtin_tools: [{ name: 'web_search', fallback_content: 'The web is out of reach.' }],
    });
    client.send({ type: 'user_input', text: 'Search the web for gulls' });
    await client.next('assistant_end');
    expect(words(client)).toEqual(['The web is out of reach.']);
    expect(client.all('tool_error')).toMatchObject([
      { tool_type: 'builtin', content: 'The web is out of reach.' },
    ]);
    expect(JSON.stringify(client.received)).not.toContain('secret');
    await client.close();
  });
});

it('every assistant_message and tool message has the fields whose lack the official SDK warns about', async () => {
  await withWeather(async (client) => {
    const raw: Record<string, unknown>[] = [];
    client.socket.on('message', (data: Buffer) => {
      raw.push(JSON.parse(data.toString('utf8')) as Record<string, unknown>);
    });
    client.send({ type: 'user_input', text: question });
    const { tool_call_id } = await client.next('tool_call');
    client.send({ type: 'tool_response', tool_call_id, content: 'x' });
    await client.next('assistant_end');
    for (const message of raw) {
      if (String(message['type']).startsWith('tool_')) expect(message).toHaveProperty('tool_type');
      if (message['type'] === 'assistant_message') {
        expect(message).toHaveProperty('is_quick_response', false);
      }
    }
    expect(raw.map(({ type }) => type)).toContain('tool_response');
  });
});
