import { expect, it } from 'vitest';
import { initialTurn, nextTurn } from './turn.ts';
import type { AssistantState, TurnEffect, TurnEvent, UserState } from './turn.ts';

// The table, row by row: what the assistant does, what happens, what it does then, and what is to be performed.
// `silent` and `speaking` are what the user does when it happens.
const rows: [UserState, AssistantState, TurnEvent, AssistantState, ...TurnEffect[]][] = [
  ['silent', 'idle', 'speech-started', 'idle'],
  ['silent', 'owing', 'speech-started', 'owing', 'hush'],
  ['silent', 'thinking', 'speech-started', 'owing', 'stop'],
  ['silent', 'speaking', 'speech-started', 'idle', 'interrupt'],
  ['silent', 'paused', 'speech-started', 'paused', 'hush'],
  ['silent', 'paused-owing', 'speech-started', 'paused-owing', 'hush'],

  ['speaking', 'idle', 'speech-ended', 'idle'],
  ['speaking', 'owing', 'speech-ended', 'owing'],
  ['speaking', 'thinking', 'speech-ended', 'thinking'],
  ['speaking', 'speaking', 'speech-ended', 'speaking'],
  ['speaking', 'paused', 'speech-ended', 'paused'],
  ['speaking', 'paused-owing', 'speech-ended', 'paused-owing'],

  ['transcribing', 'idle', 'heard', 'thinking', 'reply'],
  ['speaking', 'idle', 'heard', 'owing'],
  ['transcribing', 'owing', 'heard', 'thinking', 'reply'],
  ['speaking', 'owing', 'heard', 'owing'],
  ['transcribing', 'thinking', 'heard', 'thinking', 'stop', 'reply'],
  ['speaking', 'thinking', 'heard', 'owing', 'stop'],
  ['transcribing', 'speaking', 'heard', 'thinking', 'interrupt', 'reply'],
  ['speaking', 'speaking', 'heard', 'owing', 'interrupt'],
  ['transcribing', 'paused', 'heard', 'paused-owing'],
  ['transcribing', 'paused-owing', 'heard', 'paused-owing'],

  ['transcribing', 'idle', 'nothing-heard', 'idle'],
  ['transcribing', 'owing', 'nothing-heard', 'thinking', 'reply'],
  ['speaking', 'owing', 'nothing-heard', 'owing'],
  ['transcribing', 'thinking', 'nothing-heard', 'thinking'],
  ['transcribing', 'speaking', 'nothing-heard', 'speaking'],
  ['transcribing', 'paused', 'nothing-heard', 'paused'],
  ['transcribing', 'paused-owing', 'nothing-heard', 'paused-owing'],

  ['silent', 'idle', 'typed', 'thinking', 'reply'],
  ['speaking', 'idle', 'typed', 'owing'],
  ['silent', 'owing', 'typed', 'thinking', 'reply'],
  ['silent', 'thinking', 'typed', 'thinking', 'stop', 'reply'],
  ['silent', 'speaking', 'typed', 'thinking', 'interrupt', 'reply'],
  ['silent', 'paused', 'typed', 'paused-owing'],
  ['silent', 'paused-owing', 'typed', 'paused-owing'],

  ['silent', 'idle', 'told', 'thinking', 'reply'],
  ['speaking', 'idle', 'told', 'owing'],
  ['silent', 'owing', 'told', 'owing'],
  ['silent', 'thinking', 'told', 'thinking'],
  ['silent', 'speaking', 'told', 'speaking'],
  ['silent', 'paused', 'told', 'paused-owing'],
  ['silent', 'paused-owing', 'told', 'paused-owing'],

  ['silent', 'idle', 'spoke', 'idle'],
  ['silent', 'owing', 'spoke', 'owing'],
  ['silent', 'thinking', 'spoke', 'speaking'],
  ['silent', 'speaking', 'spoke', 'speaking'],
  ['silent', 'paused', 'spoke', 'paused'],
  ['silent', 'paused-owing', 'spoke', 'paused-owing'],

  ['silent', 'idle', 'fell-silent', 'idle'],
  ['silent', 'owing', 'fell-silent', 'owing'],
  ['silent', 'thinking', 'fell-silent', 'idle'],
  ['silent', 'speaking', 'fell-silent', 'idle'],
  ['silent', 'paused', 'fell-silent', 'paused'],
  ['silent', 'paused-owing', 'fell-silent', 'paused-owing'],

  ['silent', 'idle', 'pause', 'paused'],
  ['silent', 'owing', 'pause', 'paused-owing'],
  ['silent', 'thinking', 'pause', 'paused-owing', 'stop'],
  ['silent', 'speaking', 'pause', 'paused', 'stop'],
  ['silent', 'paused', 'pause', 'paused'],
  ['silent', 'paused-owing', 'pause', 'paused-owing'],

  ['silent', 'idle', 'resume', 'idle'],
  ['silent', 'owing', 'resume', 'owing'],
  ['silent', 'thinking', 'resume', 'thinking'],
  ['silent', 'speaking', 'resume', 'speaking'],
  ['silent', 'paused', 'resume', 'idle'],
  ['silent', 'paused-owing', 'resume', 'thinking', 'reply'],
  ['speaking', 'paused-owing', 'resume', 'owing'],

  ['silent', 'idle', 'hang-up', 'idle'],
  ['silent', 'owing', 'hang-up', 'owing'],
  ['silent', 'thinking', 'hang-up', 'leaving'],
  ['silent', 'speaking', 'hang-up', 'leaving'],
  ['silent', 'paused', 'hang-up', 'paused'],
  ['silent', 'paused-owing', 'hang-up', 'paused-owing'],

  ['silent', 'idle', 'time-up', 'leaving', 'farewell'],
  ['silent', 'owing', 'time-up', 'leaving', 'farewell'],
  ['silent', 'thinking', 'time-up', 'leaving', 'stop', 'farewell'],
  ['silent', 'speaking', 'time-up', 'leaving', 'interrupt', 'farewell'],
  ['silent', 'paused', 'time-up', 'leaving', 'farewell'],
  ['silent', 'paused-owing', 'time-up', 'leaving', 'farewell'],

  // Who is leaving hears nothing any more.
  ['silent', 'leaving', 'speech-started', 'leaving'],
  ['speaking', 'leaving', 'speech-ended', 'leaving'],
  ['transcribing', 'leaving', 'heard', 'leaving'],
  ['transcribing', 'leaving', 'nothing-heard', 'leaving'],
  ['silent', 'leaving', 'typed', 'leaving'],
  ['silent', 'leaving', 'told', 'leaving'],
  ['silent', 'leaving', 'spoke', 'leaving'],
  ['silent', 'leaving', 'fell-silent', 'leaving', 'leave'],
  ['silent', 'leaving', 'pause', 'leaving'],
  ['silent', 'leaving', 'resume', 'leaving'],
  ['silent', 'leaving', 'hang-up', 'leaving'],
  ['silent', 'leaving', 'time-up', 'leaving'],
];

it.each(rows)(
  'user %s, assistant %s, %s: assistant %s',
  (user, assistant, event, to, ...effects) => {
    const { state, effects: performed } = nextTurn({ user, assistant }, event);
    expect(state.assistant).toBe(to);
    expect(performed).toEqual(effects);
  },
);

it.each<[UserState, TurnEvent, UserState]>([
  ['silent', 'speech-started', 'speaking'],
  ['transcribing', 'speech-started', 'speaking'],
  ['speaking', 'speech-ended', 'transcribing'],
  ['silent', 'speech-ended', 'silent'],
  ['transcribing', 'heard', 'silent'],
  ['transcribing', 'nothing-heard', 'silent'],
  ['speaking', 'heard', 'speaking'],
  ['speaking', 'nothing-heard', 'speaking'],
  ['speaking', 'typed', 'speaking'],
  ['transcribing', 'fell-silent', 'transcribing'],
])('user %s, %s: user %s', (user, event, to) => {
  expect(nextTurn({ user, assistant: 'idle' }, event).state.user).toBe(to);
});

it('every event in every state of the assistant stands in the table', () => {
  const states = new Set(rows.map(([, assistant, event]) => `${assistant} ${event}`));
  expect(states.size).toBe(7 * 12);
});

it('whatever happens, the assistant never speaks while paused and never replies twice at once', () => {
  const events: TurnEvent[] = [
    'speech-started',
    'speech-ended',
    'heard',
    'nothing-heard',
    'typed',
    'told',
    'spoke',
    'fell-silent',
    'pause',
    'resume',
    'hang-up',
  ];
  let seed = 1;
  let turn = initialTurn;
  let replying = false;
  for (let step = 0; step < 100_000; step++) {
    if (turn.assistant === 'leaving') {
      turn = initialTurn;
      replying = false;
    }
    seed = (seed * 48_271) % 2_147_483_647;
    const event = events[seed % events.length] ?? 'heard';
    const { state, effects } = nextTurn(turn, event);
    for (const effect of effects) {
      if (effect === 'reply') expect(replying).toBe(false);
      if (effect === 'reply') replying = true;
      if (effect === 'stop' || effect === 'interrupt') replying = false;
    }
    if (event === 'fell-silent') replying = false;
    if (state.assistant.startsWith('paused')) expect(replying).toBe(false);
    turn = state;
  }
});
