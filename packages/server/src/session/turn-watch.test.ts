import type { ServerMessage } from '@vivavoce/evi';
import { expect, test } from 'vitest';
import { systemClock } from '../base/clock.ts';
import type { FinishedTurn } from '../base/observe.ts';
import { TurnWatch } from './turn-watch.ts';

/** What became of the turns in which this was sent, so many ms after each other. */
function turnsOf(...sent: (string | number)[]): FinishedTurn[] {
  let now = 0;
  const turns: FinishedTurn[] = [];
  const clock = { ...systemClock, now: () => now };
  const watch = new TurnWatch(
    clock,
    (event) => {
      if (event.type === 'turn-ended') turns.push(event);
    },
    () => 'the-chat',
  );
  for (const one of sent) {
    if (typeof one === 'number') now += one;
    else if (one === 'speech-ended') watch.handleSpeechEnded();
    else if (one === 'close') watch.close();
    else watch.handleMessage(message(one));
  }
  return turns;
}

function message(kind: string): ServerMessage {
  const from_text = kind === 'typed';
  const interim = kind === 'interim';
  const ofUser = from_text || interim || kind === 'heard';
  const type = ofUser ? 'user_message' : kind;
  return { type, from_text, interim, slug: 'reply_failed' } as ServerMessage;
}

test('a spoken turn has both delays, and interim words begin none', () => {
  const [turn, ...more] = turnsOf(
    ...['interim', 100, 'speech-ended', 200, 'heard', 300, 'assistant_message', 'audio_output'],
    ...[400, 'audio_output', 'assistant_end'],
  );
  expect(more).toEqual([]);
  expect(turn).toMatchObject({ origin: 'speech', outcome: 'answered' });
  expect(turn).toMatchObject({ wordsMs: 200, soundMs: 300, durationMs: 900 });
});

test.each([
  [
    'what is typed over an answer',
    [
      'typed',
      'assistant_message',
      'typed',
      'user_interruption',
      'assistant_end',
      'assistant_message',
      'assistant_end',
    ],
    ['interrupted', 'answered'],
  ],
  [
    'what is said over an answer',
    ['heard', 'assistant_message', 'user_interruption', 'assistant_end', 'heard', 'close'],
    ['interrupted', 'unanswered'],
  ],
  [
    'what is added before an answer',
    ['heard', 'heard', 'assistant_message', 'assistant_end'],
    ['superseded', 'answered'],
  ],
  [
    'what is said when all of it was sent',
    ['heard', 'assistant_message', 'assistant_end', 'user_interruption', 'assistant_end'],
    ['answered'],
  ],
])('%s', (_, sent, outcomes) => {
  const turns = turnsOf(...sent);
  expect(turns.map(({ outcome }) => outcome)).toEqual(outcomes);
  expect(new Set(turns.map(({ turnId }) => turnId)).size).toBe(outcomes.length);
});

test('what the assistant says by itself is a turn of its own', () => {
  expect(turnsOf('assistant_message', 'audio_output', 'assistant_end')).toMatchObject([
    { origin: 'assistant', outcome: 'answered', soundMs: 0 },
  ]);
});
