import { convertToModelMessages, validateUIMessages } from 'ai';
import type { UIMessage } from 'ai';
import type { VoiceEvent } from '@vivavoce/core';
import { expect, test } from 'vitest';
import {
  assistantSays,
  heard,
  idleClient,
  interrupted,
  toolIsCalled,
  told,
  turnEnds,
  userSays,
} from '../../test/support/messages.ts';
import { reduceVoice } from '../store/reduce-voice.ts';
import type { TranscriptEntry } from '../store/transcript-state.ts';
import { initialVoiceState } from '../store/voice-state.ts';
import { mergeUIMessages, toContext, toUIMessages } from './ui-messages.ts';

function entriesOf(...events: readonly VoiceEvent[]): readonly TranscriptEntry[] {
  const idle = initialVoiceState(idleClient);
  return reduceVoice(idle, events, idleClient, 100).transcript.entries;
}

function answers(id: string, content: string): VoiceEvent {
  return told({ type: 'tool_response', tool_call_id: id, content });
}

function fails(id: string, error: string): VoiceEvent {
  return told({ type: 'tool_error', tool_call_id: id, error });
}

const conversation = entriesOf(
  userSays('What is the weather in Rome?'),
  assistantSays('Let me look.'),
  toolIsCalled('call-1'),
  toolIsCalled('call-2', 'get_time'),
  answers('call-1', '{"sky":"blue"}'),
  fails('call-2', 'no clock'),
  assistantSays('The sky is blue.'),
  turnEnds,
  heard('Let me look.', 800),
  heard('The sky is blue.', 1000),
  userSays('Thanks.', { typed: true }),
);

test('a message has the language of its latest words, where the service says one', () => {
  const [asked, answered] = conversation;
  const said = (...entries: readonly (TranscriptEntry | undefined)[]): unknown =>
    toUIMessages(entries.filter((entry) => entry !== undefined))[0]?.metadata.voice.language;
  expect(said(asked)).toBeUndefined();
  expect(said(answered && { ...answered, language: 'it' }, answered)).toBe('it');
});

test('turns are messages that the AI SDK takes as its own, and hands to a model in its order', async () => {
  const messages = toUIMessages(conversation) satisfies UIMessage[];
  expect(await validateUIMessages({ messages })).toEqual(messages);
  expect(messages.map(({ role, parts }) => [role, parts.map(({ type }) => type)])).toEqual([
    ['user', ['text']],
    ['assistant', ['step-start', 'text', 'dynamic-tool', 'dynamic-tool', 'step-start', 'text']],
    ['user', ['text']],
  ]);
  expect(messages[1]?.parts).toMatchObject([
    {},
    { text: 'Let me look.', state: 'done' },
    {
      toolName: 'get_weather',
      state: 'output-available',
      input: { city: 'Rome' },
      output: { sky: 'blue' },
    },
    { toolName: 'get_time', state: 'output-error', errorText: 'no clock' },
    {},
    { text: 'The sky is blue.' },
  ]);
  const model = await convertToModelMessages(messages);
  expect(model.map(({ role, content }) => [role, content])).toMatchObject([
    ['user', [{ text: 'What is the weather in Rome?' }]],
    ['assistant', [{ text: 'Let me look.' }, { toolCallId: 'call-1' }, { toolCallId: 'call-2' }]],
    ['tool', [{ output: { type: 'json' } }, { output: { value: 'no clock' } }]],
    ['assistant', [{ text: 'The sky is blue.' }]],
    ['user', [{ text: 'Thanks.' }]],
  ]);
});

test('a tool that the chat declares is a part of its own type', async () => {
  const [, answer] = toUIMessages(conversation, { tools: ['get_weather'] });
  expect(answer?.parts[2]).toMatchObject({ type: 'tool-get_weather', toolCallId: 'call-1' });
  expect(answer?.parts[3]).toMatchObject({ type: 'dynamic-tool' });
  expect(await validateUIMessages({ messages: [answer] })).toEqual([answer]);
});

test('a call that waits, arguments that are no JSON and words that may change say so', async () => {
  const messages = toUIMessages(
    entriesOf(
      told({
        type: 'tool_call',
        name: 'broken',
        parameters: '{"city":',
        response_required: true,
        tool_call_id: 'call-3',
        tool_type: 'function',
      }),
      turnEnds,
      userSays('And to', { interim: true }),
    ),
  );
  expect(messages.map(({ parts }) => parts.at(-1))).toMatchObject([
    { state: 'input-available', input: '{"city":' },
    { text: 'And to', state: 'streaming' },
  ]);
  expect(await validateUIMessages({ messages })).toEqual(messages);
});

test('of an answer that was cut short a model is given what was heard, and the rest is kept apart', () => {
  const [answer, question] = toUIMessages(
    entriesOf(
      assistantSays('Ten letters each second.'),
      assistantSays('Of this the half was heard, and no more.'),
      assistantSays('Never said.'),
      heard('Ten letters each second.', 2400),
      interrupted('Of this the half was heard, and no more.'),
      heard('Of this the half was heard, and no more.', 1500, true),
      userSays('Stop.'),
    ),
  );
  expect(answer?.parts.flatMap((part) => (part.type === 'text' ? [part.text] : []))).toEqual([
    'Ten letters each second.',
    'Of this the',
  ]);
  expect(answer?.metadata.voice).toMatchObject({
    heard: { cut: true },
    unheard: 'half was heard, and no more. Never said.',
  });
  expect(question?.metadata.voice).toMatchObject({ source: 'speech', heard: null, unheard: '' });
});

test.each([
  ['nothing was heard of', 0, 'Never said.', []],
  ['less than a word was heard of', 100, 'Quite unforgettable.', []],
  ['is written without spaces', 400, '今日はとても良い天気です', ['今日はとても']],
  ['was cut behind its end', 9000, 'All of it.', ['All of it.']],
])('an answer that %s', (_, duration, text, left) => {
  const messages = toUIMessages(entriesOf(assistantSays(text), heard(text, duration, true)));
  expect(
    messages.flatMap(({ parts }) => parts.flatMap((part) => ('text' in part ? [part.text] : []))),
  ).toEqual(left);
});

test('speech that nobody could transcribe is no message', () => {
  expect(toUIMessages(entriesOf(userSays(null)))).toEqual([]);
});

test('ids stay while a turn grows, and differ between calls', () => {
  const first = toUIMessages(entriesOf(userSays('Hello', { interim: true })));
  const grown = toUIMessages(entriesOf(userSays('Hello', { interim: true }), userSays('Hello.')));
  expect(grown.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
  const later = conversation.map((entry) => ({ ...entry, receivedAt: 5000 }));
  expect(toUIMessages(later)[0]?.id).not.toBe(first[0]?.id);
});

test('spoken messages find their place among typed ones, also words that come late', () => {
  const typed = (id: string): UIMessage => ({
    id,
    role: 'user',
    parts: [{ type: 'text', text: id }],
  });
  const [question, answer, thanks] = toUIMessages(conversation);
  if (!question || !answer || !thanks) throw new Error('There are three.');
  const ids = (messages: readonly { readonly id: string }[]): string[] =>
    messages.map(({ id }) => id);

  const begun = mergeUIMessages([typed('before')], [answer]);
  expect(ids(begun)).toEqual(['before', answer.id]);
  const late = mergeUIMessages([...begun, typed('after')], [question, answer, thanks]);
  expect(ids(late)).toEqual(['before', question.id, answer.id, thanks.id, 'after']);

  const grown = { ...answer, parts: [] };
  const again = mergeUIMessages(late, [question, grown, thanks]);
  expect(again).toContain(grown);
  expect(again).toHaveLength(5);
});

test('a chat in writing is the context of a call: the latest of it, and words alone', () => {
  expect(toContext([])).toBeUndefined();
  expect(toContext(toUIMessages(conversation))).toEqual({
    type: 'persistent',
    text: [
      'The conversation so far, in writing:',
      'user: What is the weather in Rome?',
      'assistant: Let me look. The sky is blue.',
      'user: Thanks.',
    ].join('\n'),
  });
  const long = Array.from({ length: 100 }, (_, index) => ({
    role: 'user',
    parts: [{ type: 'text', text: `${index} ${'word '.repeat(100)}` }],
  }));
  const { text = '' } = toContext(long) ?? {};
  expect(text.length).toBeLessThan(13_000);
  expect(text).toContain('user: 99 ');
  expect(text).not.toContain('user: 1 ');
});
