import { VoiceError } from '@vivavoce/core';
import type { VoiceEvent } from '@vivavoce/core';
import { expect, test } from 'vitest';
import {
  assistantSays,
  assistantSounds,
  clientAfter,
  connected,
  heard,
  idleClient,
  interrupted,
  told,
  toolIsCalled,
  turnEnds,
  userSays,
} from '../../test/support/messages.ts';
import { reduceVoice } from './reduce-voice.ts';
import { initialVoiceState } from './voice-state.ts';
import type { VoiceState } from './voice-state.ts';

const idle = initialVoiceState(idleClient);

function after(...events: readonly VoiceEvent[]): VoiceState {
  return reduceVoice(idle, events, clientAfter(events), 100);
}

/** The transcript as lines: who, what, and what is special about it. */
function lines({ transcript }: VoiceState): string[] {
  return transcript.entries.map(({ role, text, state, heard: part, toolCalls, begins }) =>
    [
      `${role}: ${text}`,
      state === 'interim' ? ['interim'] : [],
      part ? [`${part.cut ? 'cut' : 'heard'} ${part.duration}`] : [],
      toolCalls.map(({ name, outcome }) => `${name} ${outcome.status}`),
      begins ?? [],
    ]
      .flat()
      .join(' | '),
  );
}

/** Words that the user has said from that ms on. */
function spoken(content: string, begin: number, interim = false): VoiceEvent {
  const time = { begin, end: begin + 1000 };
  const message = { role: 'user', content } as const;
  return told({
    type: 'user_message',
    from_text: false,
    interim,
    message,
    models: {},
    time,
  });
}

const failure = new VoiceError('connection-lost', 'Gone.');
const reconnecting: VoiceEvent = {
  type: 'connection',
  connection: { status: 'reconnecting', attempt: 1, delay: 100, error: failure },
};

test.each<[string, VoiceEvent[], string[]]>([
  ['a final text stands', [userSays('hello')], ['user: hello']],
  [
    'interim texts replace each other, and the final one replaces them all',
    [userSays('he', { interim: true }), userSays('hell', { interim: true }), userSays('hello')],
    ['user: hello'],
  ],
  [
    'what is typed while speech is recognised is an entry of its own',
    [userSays('he', { interim: true }), userSays('typed', { typed: true }), userSays('hello')],
    ['user: hello', 'user: typed'],
  ],
  [
    'an interim text keeps its place while the assistant goes on',
    [userSays('wai', { interim: true }), assistantSays('So.'), userSays('wait')],
    ['user: wait', 'assistant: So.'],
  ],
  [
    'more under the same id in one turn is appended, and is yet to be heard',
    [
      assistantSays('Hello.', 'a'),
      heard('a', 300),
      assistantSays('And you?', 'a'),
      interrupted(null),
    ],
    ['assistant: Hello. And you? | cut 0'],
  ],
  [
    'words that grow under one id are one entry, also when the user has a place in between',
    [
      assistantSays('Hel', 'a'),
      assistantSays('Hello', 'a'),
      spoken('', 0, true),
      assistantSays('Hello to you.', 'a'),
    ],
    ['assistant: Hello to you.', 'user:  | interim'],
  ],
  [
    'each utterance keeps its place, whichever of their words come first',
    [
      spoken('', 0, true),
      assistantSays('One.'),
      spoken('', 2000, true),
      assistantSays('Two.'),
      spoken('second', 2000, true),
      spoken('second one', 2000),
      spoken('first', 0),
      spoken('third', 5000),
    ],
    ['user: first', 'assistant: One.', 'user: second one', 'assistant: Two.', 'user: third'],
  ],
  [
    'the same id in another turn is an entry of its own, and so is what is heard of it',
    [
      assistantSays('Hello.', 'a'),
      heard('a', 300),
      turnEnds,
      userSays('again'),
      assistantSays('Hello again.', 'a'),
      heard('a', 450, true),
      assistantSounds('a', { Joy: 0.5 }),
    ],
    ['assistant: Hello. | heard 300', 'user: again', 'assistant: Hello again. | cut 450'],
  ],
  [
    'what was being recognised when the line was lost, and is sent again, is one entry',
    [
      userSays('turn on the', { interim: true }),
      reconnecting,
      connected(),
      userSays('turn on', { interim: true }),
      userSays('turn on the lights'),
      userSays('please'),
    ],
    ['user: turn on the lights', 'user: please'],
  ],
  [
    'it is, where its end alone comes, and after another loss, and between what the assistant and the keyboard say',
    [
      userSays('turn on the', { interim: true }),
      assistantSays('Yes?'),
      reconnecting,
      connected(),
      reconnecting,
      userSays('hello', { typed: true }),
      connected(),
      userSays('turn on the lights'),
    ],
    ['user: turn on the lights', 'assistant: Yes?', 'user: hello'],
  ],
  [
    'it stays as it stood where the user hangs up before the line is back',
    [
      userSays('turn on the', { interim: true }),
      reconnecting,
      { type: 'connection', connection: { status: 'closed', reason: 'user' } },
      connected(),
      userSays('hello'),
    ],
    ['user: turn on the', 'user: hello'],
  ],
  [
    'messages without an id stay apart',
    [assistantSays('One.', null), assistantSays('Two.', null)],
    ['assistant: One.', 'assistant: Two.'],
  ],
  ['speech without words is there without words', [userSays(null)], ['user: ']],
  [
    'what was heard is noted with the sentence it belongs to',
    [assistantSays('One.'), assistantSays('Two.'), heard('One.', 700)],
    ['assistant: One. | heard 700', 'assistant: Two.'],
  ],
  [
    'an interruption leaves what waited unheard, and the speaker says how far the audible one came',
    [
      assistantSays('One.'),
      assistantSays('Two.'),
      assistantSays('Three.'),
      turnEnds,
      heard('One.', 700),
      interrupted('Two.'),
      heard('Two.', 250, true),
    ],
    ['assistant: One. | heard 700', 'assistant: Two. | cut 250', 'assistant: Three. | cut 0'],
  ],
  [
    'an interruption does not reach back into an earlier turn',
    [assistantSays('Old.'), turnEnds, userSays('and?'), assistantSays('New.'), interrupted(null)],
    ['assistant: Old.', 'user: and?', 'assistant: New. | cut 0'],
  ],
  [
    'a sentence that sounds after all is not unheard any more',
    [
      assistantSays('One.'),
      interrupted(null),
      { type: 'playback-started', messageId: 'One.', at: 0 },
      heard('One.', 500),
    ],
    ['assistant: One. | heard 500'],
  ],
  [
    'a tool call is folded into the sentence that led to it, with its outcome',
    [
      assistantSays('Let me see.'),
      toolIsCalled('c1'),
      told({ type: 'tool_response', tool_call_id: 'c1', content: 'sunny' }),
      assistantSays('Sunny.'),
    ],
    ['assistant: Let me see. | get_weather done', 'assistant: Sunny.'],
  ],
  [
    'a tool call before any sentence opens the turn, and the same call twice is one',
    [
      userSays('weather?'),
      toolIsCalled('c1'),
      toolIsCalled('c1'),
      told({ type: 'tool_error', tool_call_id: 'c1', error: 'no net' }),
    ],
    ['user: weather?', 'assistant:  | get_weather failed'],
  ],
  [
    'an outcome without a call changes nothing',
    [told({ type: 'tool_response', tool_call_id: 'c9', content: 'x' })],
    [],
  ],
  [
    'what was being recognised when the line went stays as it stood',
    [
      userSays('hel', { interim: true }),
      { type: 'connection', connection: { status: 'failed', error: failure } },
      userSays('new', { interim: true }),
    ],
    ['user: hel', 'user: new | interim'],
  ],
  [
    'the same group of chats goes on with its transcript',
    [connected('g1'), userSays('hello'), connected('g1'), userSays('again')],
    ['user: hello', 'user: again'],
  ],
  [
    'another conversation follows below the one before, and says why it began',
    [connected('g1'), userSays('hello'), connected('g2'), userSays('anew')],
    ['user: hello', 'user: anew | call'],
  ],
  [
    'so does one that the server does not know any more, and the same ids in it are others',
    [
      connected('g1'),
      assistantSays('Hello.', 'a'),
      turnEnds,
      userSays('hel', { interim: true }),
      reconnecting,
      { type: 'chat-lost' },
      connected('g2'),
      assistantSays('Hello. Anew.', 'a'),
      heard('a', 300),
    ],
    ['assistant: Hello.', 'user: hel', 'assistant: Hello. Anew. | heard 300 | chat-lost'],
  ],
  [
    'a Chat Group that no server knew begins with that',
    [{ type: 'chat-lost' }, connected('g1'), userSays('hello')],
    ['user: hello | chat-lost'],
  ],
  [
    'what comes of an answer that the page has stopped stays in its turn, and is not played',
    [
      assistantSays('One.'),
      { type: 'interrupted', by: 'local', messageId: 'One.' },
      heard('One.', 250, true),
      assistantSays('Two.'),
      heard('Two.', 0, true),
      turnEnds,
      assistantSays('Three.'),
    ],
    ['assistant: One. | cut 250', 'assistant: Two. | cut 0', 'assistant: Three.'],
  ],
  [
    'more of a message that was cut short is not heard either',
    [assistantSays('One', 'a'), heard('a', 250, true), assistantSays('One and two.', 'a')],
    ['assistant: One and two. | cut 250'],
  ],
])('%s', (_, events, expected) => {
  expect(lines(after(...events))).toEqual(expected);
});

test('the language of what is said, and that it is a quick response, are kept as they are known', () => {
  const user = { type: 'user_message', from_text: false, models: {}, time: { begin: 0, end: 9 } };
  const assistant = { type: 'assistant_message', from_text: false, models: {} } as const;
  const hears = (content: string, more: object): VoiceEvent =>
    told({ ...user, message: { role: 'user', content }, ...more } as never);
  const says = (id: string, content: string, more: object): VoiceEvent =>
    told({ ...assistant, id, message: { role: 'assistant', content }, ...more });
  const { transcript } = after(
    hears('Gu', { interim: true }),
    hears('Guten', { interim: true, language: 'de' }),
    hears('Guten Tag', { interim: false }),
    says('a', 'Mhm.', { is_quick_response: true, language: 'de' }),
    says('b', 'Hello', { is_quick_response: false, language: null }),
    says('b', 'Hello there.', { language: 'en' }),
    says('c', 'Bye.', { language: '' }),
  );
  const known = transcript.entries.map(({ text, language, quickResponse }) => ({
    ...{ text, language, quickResponse },
  }));
  expect(known).toEqual([
    { text: 'Guten Tag', language: 'de' },
    { text: 'Mhm.', language: 'de', quickResponse: true },
    { text: 'Hello there.', language: 'en' },
    { text: 'Bye.' },
  ]);
});

test('a failed attempt to connect again leaves the transcript', () => {
  const state = after(
    connected('g1'),
    userSays('hello'),
    { type: 'connection', connection: { status: 'closed', reason: 'user' } },
    { type: 'connection', connection: { status: 'connecting' } },
    { type: 'connection', connection: { status: 'failed', error: failure } },
  );
  expect(lines(state)).toEqual(['user: hello']);
  expect(state.error).toBe(failure);
});

test('sentences of one answer share a turn, and so does what the user says in one go', () => {
  const { transcript } = after(
    userSays('I mean'),
    userSays('this'),
    assistantSays('One.'),
    assistantSays('Two.'),
    turnEnds,
    assistantSays('Are you there?'),
    userSays('yes'),
  );
  const turns = transcript.entries.map(({ turn }) => turn);
  expect(new Set(turns).size).toBe(4);
  expect(turns[0]).toBe(turns[1]);
  expect(turns[2]).toBe(turns[3]);
});

test('an entry keeps its id while its text becomes final', () => {
  const before = after(userSays('he', { interim: true }));
  const then = reduceVoice(before, [userSays('hello', { scores: { Joy: 0.5 } })], idleClient, 100);
  expect(then.transcript.entries[0]?.id).toBe(before.transcript.entries[0]?.id);
  expect(then.transcript.entries[0]).toMatchObject({
    state: 'final',
    source: 'speech',
    time: { begin: 100, end: 900 },
  });
  expect(then.transcript.entries[0]?.scores?.['Joy']).toBe(0.5);
});

test('scores reach the sentence with their id, and the last one when they have none', () => {
  const { transcript } = after(
    assistantSays('One.'),
    assistantSays('Two.'),
    assistantSounds('One.', { Joy: 0.1 }),
    assistantSounds(null, { Joy: 0.2 }),
    assistantSounds('unknown', { Joy: 0.9 }),
  );
  expect(transcript.entries.map(({ scores }) => scores?.['Joy'])).toEqual([0.1, 0.2]);
});

test('the history is bounded, the oldest goes first, and ids never repeat', () => {
  let state = idle;
  const ids = new Set<string>();
  for (let count = 0; count < 10; count += 1) {
    state = reduceVoice(state, [userSays(`${count}`)], idleClient, 4);
    ids.add(state.transcript.entries.at(-1)?.id ?? '');
  }
  expect(state.transcript.entries.map(({ text }) => text)).toEqual(['6', '7', '8', '9']);
  expect(state.transcript.dropped).toBe(6);
  expect(ids.size).toBe(10);
});

test('the status goes with the connection, and an error lasts until the next attempt', () => {
  const failed = after({ type: 'connection', connection: { status: 'failed', error: failure } });
  expect([failed.status, failed.error]).toEqual(['failed', failure]);
  const connecting: VoiceEvent = { type: 'connection', connection: { status: 'connecting' } };
  const again = reduceVoice(failed, [connecting], clientAfter([connecting]), 100);
  expect([again.status, again.error]).toEqual(['connecting', null]);
});

test.each<[string, VoiceEvent]>([
  ['a microphone that works', { type: 'microphone', microphone: 'live' }],
  ['an unknown message', { type: 'unknown-message', message: { type: 'new' }, receivedAt: 0 }],
  ['a message that shows nowhere', told({ type: 'user_interruption', time: 1 })],
  ['the end of a sound nobody knows', heard('x', 5)],
])('%s leaves the very same state', (_, event) => {
  expect(after(event)).toBe(idle);
});

test('what did not change keeps its identity', () => {
  const before = after(userSays('hello'), assistantSays('Hi.'));
  const then = reduceVoice(before, [userSays('more')], idleClient, 100);
  expect(then.connection).toBe(before.connection);
  expect(then.transcript.entries.slice(0, 2)).toEqual(before.transcript.entries);
  expect(then.transcript.entries[0]).toBe(before.transcript.entries[0]);
});

test('when a sentence was heard is the time of the speaker, not of a page that was busy', () => {
  const { entries } = after(assistantSays('One.'), {
    type: 'playback-ended',
    messageId: 'One.',
    heard: { duration: 700, cut: false },
    at: 5000,
  }).transcript;
  expect(entries[0]?.spokenAt).toBe(4300);
});

test('a state that was given out never changes, and another may begin with it twice', () => {
  const before = after(
    assistantSays('One.', 'a'),
    toolIsCalled('c1'),
    userSays('he', { interim: true }),
  );
  const copy = structuredClone(before.transcript);
  const more = [
    heard('a', 300),
    userSays('hello'),
    told({ type: 'tool_response', tool_call_id: 'c1', content: 'sunny' }),
    assistantSays('Two.', 'a'),
  ];
  const [first, second] = [1, 2].map(() => reduceVoice(before, more, idleClient, 100));
  expect(before.transcript).toEqual(copy);
  expect(second?.transcript).toEqual(first?.transcript);
  expect(first?.transcript.entries[1]?.text).toBe('hello');
});

test('an answer that begins to sound leaves what was heard of one with its id before', () => {
  const state = after(
    assistantSays('Hello.', 'a'),
    heard('a', 300),
    turnEnds,
    userSays('again'),
    assistantSays('Hello again.', 'a'),
    { type: 'playback-started', messageId: 'a', at: 0 },
  );
  expect(lines(state)[0]).toBe('assistant: Hello. | heard 300');
});

/** How many entries are looked at or copied by what arrays do in all of `work`. */
function countEntries(work: () => void): number {
  let count = 0;
  const names = ['slice', 'findLast', 'findLastIndex', 'lastIndexOf', 'some', 'map', 'filter'];
  const undo = [...names, Symbol.iterator].map((name) => {
    const real = Object.getOwnPropertyDescriptor(Array.prototype, name) as PropertyDescriptor;
    const method = real.value as (...args: unknown[]) => unknown;
    const value = function (this: unknown[], ...args: unknown[]): unknown {
      const result: unknown = Reflect.apply(method, this, args);
      count += name === 'slice' ? (result as unknown[]).length : this.length;
      return result;
    };
    Object.defineProperty(Array.prototype, name, { ...real, value });
    return () => void Object.defineProperty(Array.prototype, name, real);
  });
  try {
    work();
  } finally {
    undo.forEach((step) => step());
  }
  return count;
}

test.each<[string, (number: number) => readonly VoiceEvent[]]>([
  ['of the user', (number) => [userSays(`${number}`, { interim: true }), userSays(`${number}`)]],
  [
    'of the assistant, with scores, sound and tools',
    (number) => [
      assistantSays('One.', `m${number}`),
      assistantSounds(`m${number}`, { Joy: 0.5 }),
      toolIsCalled(`c${number}`),
      { type: 'playback-started', messageId: `m${number}`, at: 0 },
      heard(`m${number}`, 300),
      turnEnds,
    ],
  ],
  ['that tell of what nobody knows', (number) => [heard(`x${number}`, 5), userSays('so')]],
  [
    'with an answer interrupted each time',
    (number) => [userSays('so'), assistantSays('One.', `m${number}`), interrupted(null)],
  ],
  [
    'typed while words stay open',
    (number) => [
      ...(number === 0 ? [userSays('he', { interim: true })] : []),
      userSays('typed', { typed: true }),
      userSays(`hel${number}`, { interim: true }),
    ],
  ],
])('ten times as many messages at once %s are ten times the work', (_, exchange) => {
  const workOf = (exchanges: number): number => {
    const events = Array.from({ length: exchanges }, (__, number) => exchange(number)).flat();
    const history = after(userSays('before'));
    return countEntries(() => void reduceVoice(history, events, idleClient, 5000));
  };
  expect(workOf(5000) / workOf(500)).toBeLessThan(12);
});

test('a message costs one copy of what was said before', () => {
  const events = Array.from({ length: 5000 }, (_, number) => assistantSays('One.', `m${number}`));
  const history = reduceVoice(idle, events, idleClient, 5000);
  const work = countEntries(() => {
    reduceVoice(history, [userSays('so'), assistantSays('Two.', 'new')], idleClient, 6000);
  });
  expect(work).toBeLessThan(5500);
});

test('what the history limit has dropped is not known any more', () => {
  const before = reduceVoice(idle, [assistantSays('One.', 'a'), userSays('so')], idleClient, 1);
  const { transcript } = reduceVoice(before, [assistantSays('Two.', 'a')], idleClient, 1);
  expect(transcript.entries).toMatchObject([{ id: 'a', text: 'Two.' }]);
  expect(transcript.dropped).toBe(2);
});
