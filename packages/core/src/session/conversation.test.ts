import { expect, test } from 'vitest';
import { assistantState } from './conversation.ts';

test.each([
  [{ sounding: false, paused: false, awaited: false }, 'idle'],
  [{ sounding: false, paused: false, awaited: true }, 'thinking'],
  [{ sounding: false, paused: true, awaited: false }, 'paused'],
  [{ sounding: false, paused: true, awaited: true }, 'paused'],
  [{ sounding: true, paused: false, awaited: true }, 'speaking'],
  [{ sounding: true, paused: true, awaited: false }, 'speaking'],
] as const)('%o is %s', (facts, state) => {
  expect(assistantState(facts)).toBe(state);
});
