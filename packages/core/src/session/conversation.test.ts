import { expect, test } from 'vitest';
import { assistantState } from './conversation.ts';

test.each([
  [{ playing: false, paused: false, awaited: false }, 'idle'],
  [{ playing: false, paused: false, awaited: true }, 'thinking'],
  [{ playing: false, paused: true, awaited: false }, 'paused'],
  [{ playing: false, paused: true, awaited: true }, 'paused'],
  [{ playing: true, paused: false, awaited: true }, 'speaking'],
  [{ playing: true, paused: true, awaited: false }, 'speaking'],
] as const)('%o is %s', (facts, state) => {
  expect(assistantState(facts)).toBe(state);
});
