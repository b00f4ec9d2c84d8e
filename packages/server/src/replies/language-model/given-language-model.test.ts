import { expect, it } from 'vitest';
import type { ReplyRequest, ToolBox } from '../responder.ts';
import { createLanguageModelResponder } from './given-language-model.ts';
import type { LanguageModel, LanguageModelCall } from './given-language-model.ts';

type Part = { type: string } & Record<string, unknown>;

const said = (delta: string): Part => ({ type: 'text-delta', id: '1', delta });
const finished = (unified = 'stop'): Part => ({
  ...{ type: 'finish', usage: {}, finishReason: { unified, raw: undefined } },
});

/** A model with the given answers, and what it was asked. */
function model(...answers: Part[][]): LanguageModel & { asked: LanguageModelCall[] } {
  const asked: LanguageModelCall[] = [];
  return {
    specificationVersion: 'v4',
    modelId: 'made',
    asked,
    doStream(call) {
      asked.push(call);
      const parts = answers.shift() ?? [];
      const stream = new ReadableStream<Part>({
        start(controller) {
          for (const part of parts) controller.enqueue(part);
          controller.close();
        },
      });
      return Promise.resolve({ stream });
    },
  };
}

async function answer(
  given: LanguageModel,
  request: Partial<ReplyRequest> = {},
  { timeoutMs = 10_000, signal = new AbortController().signal } = {},
): Promise<string> {
  const responder = createLanguageModelResponder({ model: given, timeoutMs });
  const history = [{ role: 'user' as const, text: 'Hello!' }];
  let text = '';
  const asked: ReplyRequest = { history, now: new Date(0), ...request };
  for await (const piece of responder.reply(asked, signal)) text += piece;
  return text;
}

it('what it thinks is no part of the answer, in parts of its own or in tags', async () => {
  const thinking = model([
    { type: 'stream-start', warnings: [] },
    { type: 'reasoning-start', id: '0' },
    { type: 'reasoning-delta', id: '0', delta: 'Secret.' },
    { type: 'reasoning-end', id: '0' },
    { type: 'text-start', id: '1' },
    ...['<thi', 'nk>Hidden.</th', 'ink>Good ', 'day.'].map(said),
    { type: 'text-end', id: '1' },
    { type: 'something-new', delta: 1 },
    finished('length'),
  ]);
  expect(await answer(thinking)).toBe('Good day.');
});

it('tools are called, and the model goes on with what they said and with what its provider wants to have back', async () => {
  const calls: string[] = [];
  const tools: ToolBox = {
    offers: [
      { name: 'weather', type: 'function', description: 'Tells it.', parameters: '{"a":1}' },
    ],
    call: (name, parameters) => {
      calls.push(`${name} ${parameters}`);
      return Promise.resolve({ kind: 'answered', content: 'Sunny' });
    },
  };
  const calling = model(
    [
      said('Let me see.'),
      { type: 'tool-input-start', id: 'a', toolName: 'weather' },
      { type: 'tool-input-delta', id: 'a', delta: '{"city":' },
      { type: 'tool-input-delta', id: 'a', delta: '"Rome"}' },
      { type: 'tool-input-end', id: 'a' },
      {
        ...{ type: 'tool-call', toolCallId: 'a', toolName: 'weather', input: '{"city":"Rome"}' },
        providerMetadata: { google: { thoughtSignature: 's', itemId: 'i' } },
      },
      { type: 'tool-call', toolCallId: 'b', toolName: 'own', input: '{}', providerExecuted: true },
      finished('tool-calls'),
    ],
    [said('It is sunny.'), finished()],
  );
  expect(await answer(calling, { tools })).toBe('Let me see.\nIt is sunny.');
  expect(calls).toEqual(['weather {"city":"Rome"}']);
  expect(calling.asked[0]?.tools).toEqual([
    { type: 'function', name: 'weather', description: 'Tells it.', inputSchema: { a: 1 } },
  ]);
  expect(calling.asked[1]?.prompt.slice(2)).toEqual([
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'Let me see.' },
        {
          ...{ type: 'tool-call', toolCallId: 'a', toolName: 'weather', input: { city: 'Rome' } },
          providerOptions: { google: { thoughtSignature: 's' } },
        },
      ],
    },
    {
      role: 'tool',
      content: [
        {
          ...{ type: 'tool-result', toolCallId: 'a', toolName: 'weather' },
          output: { type: 'text', value: 'Sunny' },
        },
      ],
    },
  ]);
});

it('what it is to say of its own accord is asked for behind the prompt, as a user would', async () => {
  const greeting = model([said('Hi.'), finished()]);
  await answer(greeting, { history: [], occasion: 'new-chat', prompt: 'Be kind.' });
  expect(greeting.asked[0]?.prompt.map(({ role }) => role)).toEqual(['system', 'user']);
});

it.each<[string, Part[], string]>([
  ['breaks off', [said('Half')], 'broke off'],
  ['says nothing', [finished()], 'without words'],
  ['may not say it', [finished('content-filter')], 'without words'],
  ['ends in an error', [said('Half'), finished('error')], 'reported an error'],
  ['reports one', [{ type: 'error', error: new Error('sk-secret is wrong') }], 'reported an error'],
  [
    'is refused',
    [{ type: 'error', error: Object.assign(new Error('sk-secret'), { statusCode: 401 }) }],
    'HTTP 401: is the key right?',
  ],
  ['sends nonsense', [null as unknown as Part], 'no part of an answer'],
  ['sends words that are none', [{ type: 'text-delta', delta: 5 }], 'no part of an answer'],
  ['has no end', Array.from({ length: 5 }, () => said('a'.repeat(1 << 20))), 'no end'],
])('one that %s has failed, and nothing of its own words is told', async (_, parts, because) => {
  const error: unknown = await answer(model(parts)).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ reason: 'responder-failed' });
  expect((error as Error).cause).toBeUndefined();
  expect(String(error)).toContain(because);
  expect(String(error)).not.toContain('sk-secret');
});

/** Never answers, and heeds no signal. */
const hanging = { ...model(), doStream: () => new Promise<never>(() => undefined) };

it('one that is silent is given up, before and within an answer', async () => {
  await expect(answer(hanging, {}, { timeoutMs: 5 })).rejects.toThrow('fell silent');
  let cancelled = false;
  const stream = new ReadableStream<Part>({
    start(controller) {
      controller.enqueue(said('Half'));
    },
    cancel() {
      cancelled = true;
    },
  });
  const stuck = { ...model(), doStream: () => Promise.resolve({ stream }) };
  await expect(answer(stuck, {}, { timeoutMs: 5 })).rejects.toThrow('fell silent');
  expect(cancelled).toBe(true);
});

it('an answer that is no longer wanted ends with the reason, whatever the model does', async () => {
  const abort = new AbortController();
  const asking = answer(hanging, {}, { signal: abort.signal });
  abort.abort(new Error('interrupted'));
  await expect(asking).rejects.toThrow('interrupted');
});

it.each([undefined, 'gpt-5', { ...model(), specificationVersion: 'v3' }])(
  'anything but such a model is refused: %j',
  (given) => {
    expect(() => createLanguageModelResponder({ model: given as never })).toThrow(
      'LanguageModelV4',
    );
  },
);
