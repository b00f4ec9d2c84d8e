import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitrary } from '../../test/support/arbitrary.ts';
import { expressionNames } from '../emotions/expression-names.ts';
import { ServerMessage } from '../messages/server-message.ts';
import * as v from 'valibot';
import { decodeMessage } from './decode-message.ts';
import { readMessage } from './read-message.ts';

const scores = Object.fromEntries(expressionNames.map((name) => [name, 0.5]));
const userMessage = {
  type: 'user_message',
  from_text: false,
  interim: false,
  message: { role: 'user', content: 'Turn on the lights.' },
  models: { prosody: { scores } },
  time: { begin: 100, end: 900 },
};
const assistantMessage = {
  type: 'assistant_message',
  id: 'a',
  from_text: false,
  message: { role: 'assistant', content: 'Done.' },
  models: { prosody: { scores } },
};
const toolCall = {
  type: 'tool_call',
  name: 'light',
  parameters: '{}',
  tool_call_id: 't',
  response_required: true,
};
const { Joy: _, ...oneMissing } = scores;

/** What is read, and which parts were left out; the lean reader and the schemas agree on both. */
function read(message: object): { message: unknown; leftOut: unknown } {
  const text = JSON.stringify(message);
  const result = readMessage(text);
  const bySchemas = decodeMessage(text);
  if (result.kind !== 'message' || bySchemas.kind !== 'message')
    throw new Error(JSON.stringify(result));
  expect(bySchemas.message).toEqual(result.message);
  // What stands in the place of what was left out is of the official types as well.
  expect(v.is(ServerMessage, result.message)).toBe(true);
  return { message: result.message, leftOut: result.leftOut?.map(({ path }) => path) };
}

test.each<[string, unknown]>([
  ['one score of 48 is missing', { prosody: { scores: oneMissing } }],
  ['a score is text', { prosody: { scores: { ...scores, Joy: '0.5' } } }],
  ['a score is null, as NaN is written', { prosody: { scores: { ...scores, Joy: NaN } } }],
  ['a score is no finite number', { prosody: { scores: { ...scores, Joy: 'INF' } } }],
  ['the scores are missing', { prosody: {} }],
  ['the scores are a list', { prosody: { scores: [0.5] } }],
  ['prosody is text', { prosody: 'none' }],
])('where %s, the scores are left out and the words are kept', (_, models) => {
  for (const whole of [userMessage, assistantMessage]) {
    expect(read({ ...whole, models })).toEqual({
      message: { ...whole, models: {} },
      leftOut: ['models.prosody'],
    });
  }
});

test('scores beyond the 48 stay, and a prosody of null is none', () => {
  const models = { prosody: { scores: { ...scores, Hunger: 0.1 } } };
  expect(read({ ...userMessage, models })).toEqual({
    message: { ...userMessage, models },
    leftOut: undefined,
  });
  const none = { ...assistantMessage, models: { prosody: null } };
  expect(read(none)).toEqual({ message: none, leftOut: undefined });
});

test.each([undefined, null, 'none', 7])('models %j are none', (models) => {
  expect(read({ ...userMessage, models })).toEqual({
    message: { ...userMessage, models: {} },
    leftOut: ['models'],
  });
});

test('a time in fractions is rounded', () => {
  expect(read({ ...userMessage, time: { begin: 100.4, end: 899.6 } })).toEqual({
    message: userMessage,
    leftOut: ['time.begin', 'time.end'],
  });
});

test.each([null, undefined, 'now', 7.5, { begin: 100 }, { begin: null, end: 900 }])(
  'a time of %j costs no words',
  (time) => {
    for (const interim of [true, false]) {
      expect(read({ ...userMessage, interim, time })).toEqual({
        message: { ...userMessage, interim, time: { begin: 0, end: 0 } },
        leftOut: ['time'],
      });
    }
  },
);

test('several parts of one message are left out, each by name', () => {
  const broken = {
    ...userMessage,
    custom_session_id: 7,
    from_text: null,
    interim: undefined,
    message: { content: 'Hi.', tool_call: 'none', tool_result: {} },
    models: { prosody: 1 },
    time: 4,
  };
  const { message, leftOut } = read(broken);
  expect(message).toEqual({
    ...userMessage,
    message: { role: 'user', content: 'Hi.' },
    models: {},
    time: { begin: 0, end: 0 },
  });
  expect([...(leftOut as string[])].sort()).toEqual([
    'custom_session_id',
    'from_text',
    'interim',
    'message.role',
    'message.tool_call',
    'message.tool_result',
    'models.prosody',
    'time',
  ]);
});

test.each<[object, object]>([
  [
    { type: 'user_interruption', time: 17.5 },
    { type: 'user_interruption', time: 18 },
  ],
  [{ type: 'user_interruption' }, { type: 'user_interruption', time: 0 }],
  [{ ...toolCall, response_required: null, tool_type: 3 }, toolCall],
  [
    { type: 'chat_metadata', chat_id: 'c', chat_group_id: 'g', request_id: 5 },
    { type: 'chat_metadata', chat_id: 'c', chat_group_id: 'g' },
  ],
  [
    { type: 'error', message: 'Too late.', code: 7 },
    { type: 'error', message: 'Too late.', code: '', slug: '' },
  ],
  [
    { type: 'assistant_prosody', id: 3, models: { prosody: { scores } } },
    { type: 'assistant_prosody', models: { prosody: { scores } } },
  ],
  [{ type: 'assistant_end', custom_session_id: 0 }, { type: 'assistant_end' }],
  [
    { type: 'tool_error', tool_call_id: 't', error: 'No.', content: 1, level: 2, code: 3 },
    { type: 'tool_error', tool_call_id: 't', error: 'No.' },
  ],
])('%j says what it is there to say', (broken, message) => {
  expect(read(broken)).toMatchObject({ message });
});

test.each<[object, string]>([
  [{ ...userMessage, message: { role: 'user', content: 5 } }, 'message.content'],
  [{ ...userMessage, message: 'Hi.' }, 'message'],
  [{ ...toolCall, name: null }, 'name'],
  [{ ...toolCall, parameters: {} }, 'parameters'],
  [{ type: 'audio_output', id: 'a', index: 0.5, data: '' }, 'index'],
  [{ type: 'audio_output', index: 0, data: '' }, 'id'],
  [{ type: 'chat_metadata', chat_id: 'c' }, 'chat_group_id'],
  [{ type: 'tool_response', tool_call_id: 't' }, 'content'],
])('%j is malformed: %s is essential', (message, path) => {
  const text = JSON.stringify(message);
  for (const result of [readMessage(text), decodeMessage(text)]) {
    expect(result).toMatchObject({ kind: 'malformed', error: { reason: 'invalid-field', path } });
  }
});

test('any message with any value changed has its words, or says that it is none', () => {
  const message = arbitrary(ServerMessage, { unknowns: true }) as fc.Arbitrary<ServerMessage>;
  const kinds = { message: 0, unknown: 0, malformed: 0 };
  fc.assert(
    fc.property(message, fc.nat(), fc.jsonValue({ maxDepth: 1 }), (valid, which, value) => {
      let at = 0;
      const text = JSON.stringify(valid, (_, inner: unknown) =>
        at++ === 1 + (which % 60) ? value : inner,
      );
      const result = readMessage(text);
      kinds[result.kind] += 1;
      if (result.kind !== 'message') return;
      expect(v.is(ServerMessage, result.message)).toBe(true);
      const [before, after] = [JSON.parse(text) as object, result.message];
      for (const name of ['data', 'index', 'parameters', 'chat_id', 'tool_call_id'] as const) {
        expect(after[name as keyof ServerMessage]).toEqual(before[name as keyof object]);
      }
      if ('message' in after && typeof after.message === 'object') {
        expect(after.message.content).toEqual(
          (before as typeof after & { message: { content: unknown } }).message.content,
        );
      }
    }),
    { seed: 7, numRuns: 3_000 },
  );
  expect(kinds.message).toBeGreaterThan(1_000);
  expect(kinds.malformed).toBeGreaterThan(50);
});
