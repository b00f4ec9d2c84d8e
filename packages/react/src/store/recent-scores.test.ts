import { expect, test } from 'vitest';
import { recentScores } from './recent-scores.ts';
import type { EmotionScores, TranscriptEntry } from './transcript-state.ts';

function entry(role: TranscriptEntry['role'], scores: EmotionScores | null): TranscriptEntry {
  return {
    id: 'a',
    turn: 'a',
    role,
    text: 'hello',
    state: 'final',
    source: 'speech',
    scores,
    receivedAt: 0,
    spokenAt: 0,
    time: null,
    toolCalls: [],
    heard: null,
  };
}

const entries = [
  entry('user', { Joy: 1 }),
  entry('assistant', { Joy: 0.9 }),
  entry('user', { Joy: 0 }),
  entry('user', null),
];

test.each([0, undefined, Number.NaN, -1])(
  'a smoothing of %s is the last message alone',
  (value) => {
    expect(recentScores(entries, 'user', value)).toBe(entries[2]?.scores);
    expect(recentScores(entries, 'assistant', value)).toEqual({ Joy: 0.9 });
  },
);

test('smoothed, the message before has the named share of the weight', () => {
  expect(recentScores(entries, 'user', 0.5)?.['Joy']).toBeCloseTo(1 / 3);
});

test('too much smoothing still follows the last message', () => {
  const smooth = recentScores(entries, 'user', 7)?.['Joy'] ?? 0;
  expect(smooth).toBeGreaterThan(0.4);
  expect(smooth).toBeLessThan(0.5);
});

test('what is no score does not spoil the others', () => {
  const odd = [entry('user', { Joy: Number.NaN }), entry('user', { Joy: 9 })];
  expect(recentScores(odd, 'user', 0.5)?.['Joy']).toBeCloseTo(2 / 3);
});

test('before the first score there is none', () => {
  expect(recentScores([entry('user', null)], 'user', 0.5)).toBeNull();
});
