import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { initialTurn, nextTurn } from './turn.ts';
import type { AssistantState, TurnEffect, TurnEvent, UserState } from './turn.ts';

// The tables of docs/server/turn-taking.md: what the docs say is what is tested.
const page = readFileSync(
  new URL('../../../../docs/server/turn-taking.md', import.meta.url),
  'utf8',
);

/** The rows of the table that begins with these columns. */
function tableOf(...columns: string[]): string[][] {
  const lines = page.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const head = lines.findIndex((cells) => cells.join() === columns.join());
  const end = lines.findIndex((cells, i) => i > head && cells.length === 0);
  return lines.slice(head + 2, end);
}

const rows = tableOf('user', 'assistant', 'event', 'assistant then', 'effects').map(
  ([user, assistant, event, to, effects = '']) =>
    [user, assistant, event, to, effects === '–' ? [] : effects.split(', ')] as [
      UserState,
      AssistantState,
      TurnEvent,
      AssistantState,
      TurnEffect[],
    ],
);

const userRows = tableOf('user', 'event', 'user then') as [UserState, TurnEvent, UserState][];

it('the docs have both tables', () => {
  expect(rows.length).toBeGreaterThan(80);
  expect(userRows.length).toBeGreaterThan(5);
});

it.each(rows)('user %s, assistant %s, %s: assistant %s', (user, assistant, event, to, effects) => {
  const { state, effects: performed } = nextTurn({ user, assistant }, event);
  expect(state.assistant).toBe(to);
  expect(performed).toEqual(effects);
});

it.each(userRows)('user %s, %s: user %s', (user, event, to) => {
  expect(nextTurn({ user, assistant: 'idle' }, event).state.user).toBe(to);
});

it('every event in every state of the assistant stands in the table', () => {
  const states = new Set(rows.map(([, assistant, event]) => `${assistant} ${event}`));
  expect(states.size).toBe(7 * 14);
});

it('whatever happens, the assistant never speaks while paused and never replies twice at once', () => {
  const events: TurnEvent[] = [
    'speech-started',
    'barge-in',
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
  const seen = new Map<string, number>();
  const note = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
  for (let step = 0; step < 100_000; step++) {
    if (turn.assistant === 'leaving') {
      turn = initialTurn;
      replying = false;
    }
    seed = (seed * 48_271) % 2_147_483_647;
    const event = events[seed % events.length] ?? 'heard';
    const { state, effects } = nextTurn(turn, event);
    for (const effect of effects) {
      note(effect);
      if (effect === 'reply') expect(replying).toBe(false);
      if (effect === 'reply') replying = true;
      if (effect === 'stop' || effect === 'interrupt') replying = false;
    }
    if (event === 'fell-silent') replying = false;
    if (state.assistant.startsWith('paused')) expect(replying).toBe(false);
    note(state.assistant);
    turn = state;
  }
  // It has been everywhere.
  for (const what of ['reply', 'interrupt', 'stop', 'leaving', 'paused', 'paused-pending']) {
    expect(seen.get(what) ?? 0, what).toBeGreaterThan(300);
  }
});
