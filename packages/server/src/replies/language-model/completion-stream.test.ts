import { expect, it } from 'vitest';
import type { CompletionToolCall } from './chat-messages.ts';
import { readCompletion } from './completion-stream.ts';

// Streams by the shapes that the vendors document, or that are known of them.

type Delta = Record<string, unknown>;

async function read(
  deltas: readonly (Delta | string)[],
  finish: string | null = 'tool_calls',
): Promise<{ text: string; calls: CompletionToolCall[] }> {
  const lines = deltas.map((delta) =>
    typeof delta === 'string' ? delta : JSON.stringify({ choices: [{ index: 0, delta }] }),
  );
  if (finish !== null) {
    lines.push(JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: finish }] }));
  }
  async function* body() {
    for (const line of lines) yield new TextEncoder().encode(`data: ${line}\n\n`);
  }
  const stream = readCompletion(body());
  let text = '';
  let next = await stream.next();
  for (; next.done !== true; next = await stream.next()) text += next.value;
  return { text, calls: next.value };
}

/** Deltas of one piece each; an array stands for a delta of several. */
const pieces = (...all: (object | object[])[]): Delta[] =>
  all.map((piece) => ({ tool_calls: Array.isArray(piece) ? piece : [piece] }));

const fn = (name?: string, args?: unknown) => ({ function: { name, arguments: args } });
const rome = '{"city":"Rome"}';
const two = [
  ['weather', rome],
  ['time', '{"zone":"CET"}'],
];

it.each<[string, Delta[]]>([
  [
    'OpenAI: id and name first, arguments bit by bit, one call after the other',
    pieces(
      { index: 0, id: 'a', type: 'function', ...fn('weather', '') },
      { index: 0, ...fn(undefined, '{"city":') },
      { index: 0, ...fn(undefined, '"Rome"}') },
      { index: 1, id: 'b', type: 'function', ...fn('time', '') },
      { index: 1, ...fn(undefined, '{"zone":"CET"}') },
    ),
  ],
  [
    'interleaved calls, told apart by index',
    pieces(
      { index: 0, id: 'a', ...fn('weather', '{"city"') },
      { index: 1, id: 'b', ...fn('time', '{"zone"') },
      { index: 0, ...fn(undefined, ':"Rome"}') },
      { index: 1, ...fn(undefined, ':"CET"}') },
    ),
  ],
  [
    'interleaved calls, told apart by id alone',
    pieces(
      { id: 'a', ...fn('weather', '{"city"') },
      { id: 'b', ...fn('time', '{"zone"') },
      { id: 'a', ...fn(undefined, ':"Rome"}') },
      { id: 'b', ...fn(undefined, ':"CET"}') },
    ),
  ],
  [
    'Google: whole calls that all say index 0, with ids',
    pieces(
      { index: 0, id: 'a', ...fn('weather', rome) },
      { index: 0, id: 'b', ...fn('time', two[1]?.[1]) },
    ),
  ],
  [
    'Google: the same with empty ids',
    pieces(
      { index: 0, id: '', ...fn('weather', rome) },
      { index: 0, id: '', ...fn('time', two[1]?.[1]) },
    ),
  ],
  [
    'Ollama: whole calls in one delta, all of index 0',
    pieces([
      { index: 0, id: 'a', ...fn('weather', rome) },
      { index: 0, id: 'b', ...fn('time', two[1]?.[1]) },
    ]),
  ],
  [
    'Mistral: whole calls in one delta without index',
    pieces([
      { id: 'a', ...fn('weather', rome) },
      { id: 'b', ...fn('time', two[1]?.[1]) },
    ]),
  ],
  [
    'neither index nor id',
    pieces(
      [fn('weather', ''), fn('time', '')].slice(0, 1),
      fn(undefined, rome),
      fn('time', two[1]?.[1]),
    ),
  ],
  [
    'arguments that are objects',
    pieces([
      { index: 0, ...fn('weather', { city: 'Rome' }) },
      { index: 1, ...fn('time', { zone: 'CET' }) },
    ]),
  ],
  [
    'an index that counts from 1, or skips',
    pieces(
      { index: 1, id: 'a', ...fn('weather', '') },
      { index: 1, ...fn(undefined, '{"city":') },
      { index: 1, ...fn(undefined, '"Rome"}') },
      { index: 4, id: 'b', ...fn('time', '') },
      { index: 4, ...fn(undefined, '{"zone":"CET"}') },
    ),
  ],
  [
    'id and name in every piece',
    pieces(
      { index: 0, id: 'a', ...fn('weather', '{"city":') },
      { index: 0, id: 'a', ...fn('weather', '"Rome"}') },
      { index: 1, id: 'b', ...fn('time', '{"zone":') },
      { index: 1, id: 'b', ...fn('time', '"CET"}') },
    ),
  ],
  [
    'an empty id and name in later pieces',
    pieces(
      { index: 0, id: 'a', ...fn('weather', '{"city":') },
      { index: 0, id: '', ...fn('', '"Rome"}') },
      { index: 1, id: 'b', ...fn('time', '{"zone":') },
      { index: 1, id: '', ...fn(null as never, '"CET"}') },
    ),
  ],
  [
    'vLLM: a new id for each piece',
    pieces(
      { index: 0, id: 'a', ...fn('weather') },
      { index: 0, id: 'a2', ...fn(undefined, '{"city":') },
      { index: 0, id: 'a3', ...fn(undefined, '"Rome"}') },
      { index: 1, id: 'b', ...fn('time') },
      { index: 1, id: 'b2', ...fn(undefined, '{"zone":"CET"}') },
    ),
  ],
  [
    'an id that comes late, and a name that comes late',
    pieces(
      { index: 0, ...fn('weather') },
      { index: 0, id: 'a', ...fn(undefined, rome) },
      { index: 1, id: 'b' },
      { index: 1, ...fn('time', '{"zone":') },
      { index: 1, ...fn(undefined, '"CET"}') },
    ),
  ],
  [
    'a name in pieces',
    pieces(
      { index: 0, id: 'a', ...fn('wea') },
      { index: 0, ...fn('ther') },
      { index: 0, ...fn(undefined, rome) },
      { index: 1, id: 'b', ...fn('ti') },
      { index: 1, id: 'b', ...fn('time', '') },
      { index: 1, id: 'b', ...fn(undefined, '{"zone":"CET"}') },
    ),
  ],
  [
    'a call that is told again as a whole, and {} that only holds the place',
    pieces(
      { index: 0, id: 'a', ...fn('weather', rome) },
      { index: 0, id: 'a', ...fn('weather', rome) },
      { index: 1, id: 'b', ...fn('time', '{}') },
      { index: 1, ...fn(undefined, '{"zone":') },
      { index: 1, ...fn(undefined, '"CET"}') },
    ),
  ],
  [
    'one id for two calls',
    pieces(
      { index: 0, id: 'x', ...fn('weather', rome) },
      { index: 1, id: 'x', ...fn('time', '{"zone":') },
      { index: 1, id: 'x', ...fn(undefined, '"CET"}') },
    ),
  ],
])('two calls are two calls. %s', async (_, deltas) => {
  const { calls } = await read(deltas);
  expect(calls.map(({ function: { name, arguments: written } }) => [name, written])).toEqual(two);
  const ids = calls.map(({ id }) => id);
  expect(new Set(ids).size).toBe(2);
  expect(ids).not.toContain('');
});

it('the same tool may be called twice at once, and without arguments', async () => {
  const { calls } = await read(
    pieces([
      { index: 0, id: '', ...fn('roll', '') },
      { index: 0, id: '', ...fn('roll', '') },
    ]),
  );
  expect(calls.map(({ function: called }) => called)).toEqual([
    { name: 'roll', arguments: '{}' },
    { name: 'roll', arguments: '{}' },
  ]);
});

it('what Google wants to have back stays with the call, and a call without a name is none', async () => {
  const extra_content = { google: { thought_signature: 'abc' } };
  const { calls } = await read(
    pieces({ index: 0, id: 'a', extra_content, ...fn('weather', rome) }, { index: 1, id: 'b' }),
  );
  expect(calls).toEqual([
    { id: 'a', type: 'function', extra_content, function: { name: 'weather', arguments: rome } },
  ]);
});

it.each(['stop', 'tool_calls', 'function_call', 'length', 'STOP'])(
  'the calls count whatever the reason to finish is: %s',
  async (reason) => {
    const { calls } = await read(pieces({ index: 0, id: 'a', ...fn('weather', rome) }), reason);
    expect(calls).toHaveLength(1);
  },
);

it('words are told whether they come as text or in parts, and thoughts in fields of their own are not', async () => {
  const { text } = await read(
    [
      { role: 'assistant', content: null, reasoning_content: 'Hm.' },
      { reasoning: 'Hm.', content: 'One' },
      { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }] },
      { content: [{ type: 'text', text: ' two.' }] },
      '{"usage":{"total_tokens":3}}',
      '{"choices":[],"usage":null,"error":null}',
    ],
    'stop',
  );
  expect(text).toBe('One two.');
});

it.each<[string, (Delta | string)[], string | null]>([
  ['breaks off behind an empty reason to finish', [{ content: 'One' }], ''],
  ['breaks off', [{ content: 'One' }], null],
  [
    'reported an error',
    ['{"choices":[{"delta":{},"finish_reason":"error"}],"error":{"code":502}}'],
    'error',
  ],
  ['no chat completion', ['{"answer":1}'], 'stop'],
])('a stream that %s is an error', async (_, deltas, finish) => {
  await expect(read(deltas, finish)).rejects.toMatchObject({ reason: 'responder-failed' });
});

it.each<[string, Delta[], string]>([
  ['parts without end in one piece', [{ content: Array(100_000).fill(0) }], 'too long'],
  ['calls without end in one piece', [{ tool_calls: Array(100_000).fill({}) }], 'too long'],
  ['words without end in one piece', [{ content: 'word '.repeat(100_000) }], 'too long'],
  [
    'very many calls of one id',
    pieces(Array.from({ length: 500 }, () => ({ id: 'a', ...fn('weather', rome) }))),
    'too many tools',
  ],
  [
    'arguments without end',
    pieces(
      { id: 'a', ...fn('weather', '{') },
      ...Array.from({ length: 100 }, () => fn(undefined, 'x'.repeat(1000))),
    ),
    'a call of a tool is too long',
  ],
])('%s are no answer', async (_, deltas, because) => {
  await expect(read(deltas)).rejects.toThrow(because);
});

it('a line without end is no answer, however small its pieces', async () => {
  async function* body() {
    for (let i = 0; i < 10_000; i++) yield new TextEncoder().encode('data: x'.repeat(20));
  }
  await expect(readCompletion(body()).next()).rejects.toThrow('a line of the answer is too long');
});

it('while an answer is read that comes all at once, everybody else has turns of the event loop', async () => {
  const lines = new TextEncoder().encode('data: {"choices":[]}\n\n'.repeat(3000));
  const end = JSON.stringify({ choices: [{ delta: { content: 'Hi.' }, finish_reason: 'stop' }] });
  async function* body() {
    for (let i = 0; i < 20; i++) yield lines;
    yield new TextEncoder().encode(`data: ${end}\n\n`);
  }
  let turns = 0;
  let over = false;
  const count = () => {
    turns += 1;
    if (!over) setImmediate(count);
  };
  setImmediate(count);
  const first = await readCompletion(body()).next();
  over = true;
  expect(first.value).toBe('Hi.');
  expect(turns).toBeGreaterThan(5);
});
