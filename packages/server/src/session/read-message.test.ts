import { expect, it } from 'vitest';
import { readMessage } from './read-message.ts';

const many = Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`v${String(i)}`, 1]));

it.each<[string, object]>([
  ['fields that nobody knows', { type: 'user_input', text: 'Hello.', ...many }],
  ['variables', { type: 'session_settings', variables: many }],
  ['lists in settings', { type: 'session_settings', metadata: { list: Object.values(many) } }],
])('a message with %s without end is refused before it is looked at', (_, message) => {
  expect(readMessage(JSON.stringify(message))).toMatchObject({
    kind: 'wrong',
    slug: 'invalid_message',
    because: 'The message may have no more than 4000 values.',
  });
});

it('settings with as many variables and tools as there may be are none too many', () => {
  const variables = Object.fromEntries(Object.entries(many).slice(0, 200));
  const parameters = JSON.stringify(many).slice(0, 30_000);
  const tools = Array.from({ length: 50 }, (_, i) => ({
    type: 'function',
    name: `tool ${String(i)}`,
    parameters,
  }));
  const settings = { type: 'session_settings', variables, tools };
  expect(readMessage(JSON.stringify(settings))).toMatchObject({ kind: 'message' });
});
