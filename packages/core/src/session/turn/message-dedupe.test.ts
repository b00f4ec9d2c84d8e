import type { ServerMessage } from '@vivavoce/evi';
import { expect, test } from 'vitest';
import { MessageDedupe } from './message-dedupe.ts';

const user = (content: string, begin = 0, end = begin, more: object = {}): ServerMessage => ({
  type: 'user_message',
  from_text: false,
  interim: false,
  message: { role: 'user', content },
  models: {},
  time: { begin, end },
  ...more,
});
const assistant = (content: string, id?: string): ServerMessage => ({
  type: 'assistant_message',
  from_text: false,
  ...(id !== undefined && { id }),
  message: { role: 'assistant', content },
  models: {},
});
const end: ServerMessage = { type: 'assistant_end' };
const call: ServerMessage = {
  type: 'tool_call',
  name: 'light',
  parameters: '{}',
  tool_call_id: 't',
  response_required: true,
};

/** Which of these are told; null is where the line breaks and comes back. */
function told(...said: (ServerMessage | null)[]): boolean[] {
  const once = new MessageDedupe();
  once.resumed();
  return said.flatMap((message) => {
    if (message) return [once.isNew(message, false)];
    once.resumed();
    return [];
  });
}

const yes = user('Yes.');

test.each<[string, (ServerMessage | null)[], boolean[]]>([
  ['equal words without a time', [yes, yes, yes], [true, true, true]],
  ['equal words without a time after a reconnect', [yes, null, yes], [true, true]],
  ['equal words at other times', [user('No.', 0, 9), user('No.', 20, 29)], [true, true]],
  ['equal words at the same time', [user('No.', 0, 9), user('No.', 0, 9)], [true, false]],
  [
    'equal words at the same time after a reconnect',
    [user('No.', 0, 9), null, user('No.', 0, 9)],
    [true, false],
  ],
  [
    'equal words at the same time when the line has long told something new',
    [user('No.', 0, 9), null, user('Well.', 0, 5), user('No.', 0, 9)],
    [true, true, true],
  ],
  [
    'the assistant, twice in a turn under one id',
    [assistant('Hi.', 'a'), assistant('Hi.', 'a')],
    [true, false],
  ],
  [
    'the assistant, other words under one id',
    [assistant('Hi.', 'a'), assistant('Ho.', 'a')],
    [true, true],
  ],
  [
    'the assistant, equal words under one id in another turn',
    [assistant('Hi.', 'a'), yes, assistant('Hi.', 'a'), end, assistant('Hi.', 'a')],
    [true, true, true, true, true],
  ],
  [
    'the assistant without an id',
    [assistant('Hi.'), assistant('Hi.'), null, assistant('Hi.')],
    [true, true, true],
  ],
  [
    'a turn said again after a reconnect, then one like it',
    [
      user('No.', 0, 9),
      assistant('Hi.', 'a'),
      end,
      null,
      user('No.', 0, 9),
      assistant('Hi.', 'a'),
      end,
      user('Well.', 20, 25),
      assistant('Hi.', 'a'),
      end,
    ],
    [true, true, true, false, false, false, true, true, true],
  ],
  [
    'as often as it was told, and no oftener',
    [0, 1, 2, 3, 4, 5].flatMap((n) => [...(n === 2 ? [null] : []), assistant('Hi.', 'a'), end]),
    [true, true, true, true, false, false, false, false, true, true, true, true],
  ],
  [
    'twice each, when it is said again after a reconnect',
    [assistant('Hi.', 'a'), null, assistant('Hi.', 'a'), assistant('Hi.', 'a')],
    [true, false, false],
  ],
  [
    'an end of a turn that was told, said again in the middle of the next turn',
    [
      assistant('Hi.', 'a'),
      end,
      user('No.', 0, 9),
      assistant('Ho.', 'b'),
      null,
      end,
      user('No.', 0, 9),
      assistant('Ho.', 'b'),
    ],
    [true, true, true, true, true, false, false],
  ],
  [
    'what is being recognised, said again with its end',
    [
      user('Turn', 0, 5, { interim: true }),
      user('Turn.', 0, 9),
      null,
      user('Turn', 0, 5, { interim: true }),
      user('Turn.', 0, 9),
    ],
    [true, true, false, false],
  ],
  ['a call of a tool, on whatever line', [call, call, null, yes, call], [true, false, true, false]],
  [
    'typed words, on one line and on another',
    [
      user('hi', 0, 0, { from_text: true }),
      user('hi', 0, 0, { from_text: true }),
      null,
      user('hi', 0, 0, { from_text: true }),
    ],
    [true, true, false],
  ],
])('%s', (_, said, expected) => {
  expect(told(...said)).toEqual(expected);
});
