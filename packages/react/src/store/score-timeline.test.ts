import { expect, test } from 'vitest';
import { peaks, scoreTimeline } from './score-timeline.ts';
import type { EmotionScores, TranscriptEntry } from './transcript-state.ts';

function entry(role: TranscriptEntry['role'], scores: EmotionScores | null): TranscriptEntry {
  const at = { receivedAt: 0, spokenAt: null, time: null };
  const said = { text: 'Hm.', state: 'final', source: 'speech' } as const;
  return { id: 'a', turn: 'a', role, scores, ...at, ...said, toolCalls: [], heard: null };
}

const talk = [
  entry('user', { Joy: 0.2, Fear: 0.9 }),
  entry('assistant', { Joy: 0.75, Awe: 0.5 }),
  entry('user', null),
  entry('user', { Joy: 1 }),
];

test('it has the scored entries, and the expressions that were strongest over all of them', () => {
  const { entries, names, series } = scoreTimeline(talk, { top: 2 });
  expect(entries).toEqual([talk[0], talk[1], talk[3]]);
  expect(names).toEqual(['Joy', 'Fear']);
  expect(series.map((scores) => [...scores])).toEqual([
    [Math.fround(0.2), 0.75, 1],
    [Math.fround(0.9), 0, 0],
  ]);
});

test('chosen expressions keep their order, and are there once there is any score', () => {
  expect(scoreTimeline(talk, { names: ['Awe', 'Joy'] }).names).toEqual(['Awe', 'Joy']);
  expect(scoreTimeline([], { names: ['Awe'] }).names).toEqual([]);
});

test('scores that are none are 0', () => {
  const odd = [entry('user', { Joy: Number.NaN, Fear: 7 }), entry('user', { Awe: -1 })];
  expect(scoreTimeline(odd, {}).names).toEqual(['Fear']);
  expect([...(scoreTimeline(odd, { names: ['Joy'] }).series[0] ?? [])]).toEqual([0, 0]);
});

test('each participant has the strongest of each step, and no step is lost', () => {
  const timeline = scoreTimeline(talk, { names: ['Joy'] });
  const [joy = new Float32Array()] = timeline.series;
  const whole = { first: 0, last: 2 };
  expect([...peaks(timeline, joy, 'user', whole, 240)]).toEqual([Math.fround(0.2), 0, 1]);
  expect([...peaks(timeline, joy, 'assistant', whole, 240)]).toEqual([0, 0.75, 0]);
  expect([...peaks(timeline, joy, 'user', { first: 2, last: 2 }, 240)]).toEqual([1]);
  expect([...peaks(timeline, joy, 'user', whole, 1)]).toEqual([1]);
});

test('thousands of entries are no more steps than are drawn', () => {
  const long = Array.from({ length: 5000 }, (_, index) =>
    entry(index % 2 ? 'assistant' : 'user', { Joy: index === 4998 ? 1 : 0.5 }),
  );
  const timeline = scoreTimeline(long, {});
  const [joy = new Float32Array()] = timeline.series;
  const drawn = peaks(timeline, joy, 'user', { first: 0, last: 4999 }, 240);
  expect(drawn.length).toBe(240);
  expect([drawn[0], drawn[239]]).toEqual([0.5, 1]);
});
