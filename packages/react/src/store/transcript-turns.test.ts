import { expect, test } from 'vitest';
import { assistantSays, idleClient, turnEnds, userSays } from '../../test/support/messages.ts';
import type { VoiceEvent } from '@vivavoce/core';
import { reduceVoice } from './reduce-voice.ts';
import { finishedTurns, groupTurns } from './transcript-turns.ts';
import type { TranscriptState } from './transcript-state.ts';
import { initialVoiceState } from './voice-state.ts';

function transcript(...events: readonly VoiceEvent[]): TranscriptState {
  const idle = initialVoiceState(idleClient);
  return reduceVoice(idle, events, idleClient, 100).transcript;
}

function finished(events: readonly VoiceEvent[], most = 1): readonly string[] {
  return finishedTurns(transcript(...events), most).map(({ entries }) =>
    entries.map(({ text }) => text).join(' '),
  );
}

test('a turn is all that one speaker said before the other did', () => {
  const spoken = transcript(
    userSays('Hello.'),
    userSays('Who are you?'),
    assistantSays('A voice.'),
    assistantSays('And you?'),
    turnEnds,
    userSays('Ada.'),
  );
  expect(
    groupTurns(spoken).map(
      ({ position, role, entries }) => `${position} ${role} ${entries.length}`,
    ),
  ).toEqual(['0 user 2', '2 assistant 2', '4 user 1']);
});

test.each<[string, VoiceEvent[], string | undefined]>([
  ['nothing', [], undefined],
  ['an interim text', [userSays('he', { interim: true })], undefined],
  ['speech without words', [userSays(null)], undefined],
  ['a final text', [userSays('hello')], 'hello'],
  ['the second of two utterances', [userSays('hello'), userSays('there')], 'there'],
  ['an answer that goes on', [userSays('hello'), assistantSays('Hi.')], 'hello'],
  [
    'an answer that is over',
    [userSays('hello'), assistantSays('Hi.'), assistantSays('Yes?'), turnEnds],
    'Hi. Yes?',
  ],
  [
    'an answer the user broke off',
    [assistantSays('Hi.'), userSays('wa', { interim: true })],
    'Hi.',
  ],
])('after %s the last finished turn is that', (_, events, expected) => {
  expect(finished(events)).toEqual(expected === undefined ? [] : [expected]);
});

test('the last turns that are finished come oldest first, and no more than are asked for', () => {
  const events = [
    userSays('One.'),
    userSays('Two.'),
    assistantSays('Three.'),
    assistantSays('And more.'),
    turnEnds,
    userSays('Four.'),
    assistantSays('Goes on.'),
  ];
  expect(finished(events, 9)).toEqual(['One.', 'Two.', 'Three. And more.', 'Four.']);
  expect(finished(events, 2)).toEqual(['Three. And more.', 'Four.']);
});
