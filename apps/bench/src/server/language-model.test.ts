// A provider of the AI SDK, as it is published, answers behind the server: its types, its stream and its errors.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createOpenAI } from '@ai-sdk/openai';
import { createLanguageModelResponder } from '@vivavoce/server';
import type { LanguageModel, ReplyRequest, ToolBox } from '@vivavoce/server';
import { expect, it, onTestFinished } from 'vitest';

type Delta = Record<string, unknown>;

interface Asked {
  messages: { role: string; content: unknown; tool_calls?: unknown }[];
  tools?: unknown;
}

/** An endpoint that streams chat completions, each in as many pieces as it has deltas; a number is the status it refuses with. */
async function endpoint(...answers: (Delta[] | number)[]) {
  const asked: Asked[] = [];
  const http = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => {
      body += piece.toString();
    });
    request.on('end', () => {
      asked.push(JSON.parse(body) as Asked);
      const answer = answers.shift() ?? [];
      if (typeof answer === 'number') {
        response.writeHead(answer, { 'content-type': 'application/json' });
        const message = `Wrong: ${String(request.headers.authorization)}`;
        response.end(JSON.stringify({ error: { message, type: 'x', code: 'y', param: null } }));
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const calls = answer.some((delta) => 'tool_calls' in delta);
      const choices = [
        ...answer.map((delta) => ({ index: 0, delta })),
        { index: 0, delta: {}, finish_reason: calls ? 'tool_calls' : 'stop' },
      ];
      for (const choice of choices) {
        const chunk = { id: 'c', created: 0, model: 'm', choices: [choice] };
        response.write(`data: ${JSON.stringify(chunk)}\n\n`);
      }
      response.end('data: [DONE]\n\n');
    });
  });
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  const { port } = http.address() as AddressInfo;
  const provider = createOpenAI({
    baseURL: `http://127.0.0.1:${String(port)}/v1`,
    apiKey: 'sk-secret',
  });
  // Without a cast: its types are those that are asked for.
  const model: LanguageModel = provider.chat('m');
  return { asked, model };
}

async function answer(model: LanguageModel, request: Partial<ReplyRequest> = {}) {
  const history = [{ role: 'user' as const, text: 'Hello!' }];
  const asked: ReplyRequest = { history, now: new Date(0), prompt: 'Be kind.', ...request };
  let text = '';
  const responder = createLanguageModelResponder({ model });
  for await (const piece of responder.reply(asked, new AbortController().signal)) text += piece;
  return text;
}

it('words come through, thoughts do not', async () => {
  const { asked, model } = await endpoint([
    { role: 'assistant', content: '<thi' },
    { content: 'nk>Hm.</think>Good ' },
    { content: 'day.' },
  ]);
  expect(await answer(model, { temperature: 0.5 })).toBe('Good day.');
  expect(asked).toMatchObject([
    {
      temperature: 0.5,
      messages: [
        { role: 'system', content: 'Be kind.' },
        { role: 'user', content: 'Hello!' },
      ],
    },
  ]);
});

it('a tool whose parameters come in pieces is called, and its answer goes back', async () => {
  const call = (piece: object) => ({ tool_calls: [{ index: 0, ...piece }] });
  const { asked, model } = await endpoint(
    [
      call({ id: 'a', type: 'function', function: { name: 'weather', arguments: '' } }),
      call({ function: { arguments: '{"city":' } }),
      call({ function: { arguments: '"Rome"}' } }),
    ],
    [{ content: 'It is sunny.' }],
  );
  const called: string[] = [];
  const tools: ToolBox = {
    offers: [{ name: 'weather', type: 'function', parameters: '{"type":"object"}' }],
    call: (name, parameters) => {
      called.push(`${name} ${parameters}`);
      return Promise.resolve({ kind: 'answered', content: 'Sunny' });
    },
  };
  expect(await answer(model, { tools })).toBe('It is sunny.');
  expect(called).toEqual(['weather {"city":"Rome"}']);
  expect(asked[0]?.tools).toMatchObject([{ type: 'function', function: { name: 'weather' } }]);
  expect(asked[1]?.messages.slice(2)).toMatchObject([
    { role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'weather' } }] },
    { role: 'tool', tool_call_id: 'a', content: 'Sunny' },
  ]);
});

it.each([
  [401, 'HTTP 401: is the key right?'],
  [404, 'HTTP 404: are its address and the name of the model right?'],
  [500, 'HTTP 500'],
])('HTTP %i is told, and neither the key nor what the endpoint said', async (status, told) => {
  const { model } = await endpoint(status);
  const error: unknown = await answer(model).catch((thrown: unknown) => thrown);
  expect(String(error)).toContain(told);
  expect(String(error)).not.toContain('secret');
  expect((error as Error).cause).toBeUndefined();
});
