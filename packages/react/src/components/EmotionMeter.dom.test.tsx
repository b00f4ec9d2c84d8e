import type { EmotionName } from '@vivavoce/core';
import { screen } from '@testing-library/react';
import { emotionScores } from '@vivavoce/testing';
import type { ReactNode } from 'react';
import { expect, test } from 'vitest';
import { violations } from '../../test/support/axe.ts';
import { lesserService } from '../../test/support/lesser-service.ts';
import { stage } from '../../test/support/stage.tsx';
import { english, useTranscript } from '../index.ts';
import type { TranscriptEntry } from '../index.ts';
import { german } from '../provider/labels/german.ts';
import { EmotionMeter } from './EmotionMeter.tsx';

/** A message of the user. */
const entry: TranscriptEntry = {
  id: 'a',
  turn: 'a',
  role: 'user',
  text: 'hello',
  state: 'final',
  source: 'speech',
  scores: null,
  receivedAt: 0,
  spokenAt: 0,
  time: null,
  toolCalls: [],
  heard: null,
};

const bars = (): string[] =>
  screen
    .getAllByRole('meter')
    .map((bar) => `${bar.ariaLabel}: ${bar.getAttribute('aria-valuetext')}`);

test('without scores it says so, and has no bars', () => {
  stage(<EmotionMeter />);
  const group = screen.getByRole('group', { name: 'Your expression' });
  expect(group.dataset['state']).toBe('empty');
  expect(screen.queryByRole('meter')).toBeNull();
});

test('a service without scores is said to have none, in the language of the page', () => {
  for (const [labels, words] of [
    [english, 'No scores from this service.'],
    [german, 'Keine Werte von diesem Dienst.'],
  ] as const) {
    const { container, unmount } = stage(<EmotionMeter />, {
      labels,
      service: lesserService('scores'),
    });
    const group = screen.getByRole('group', { name: labels.emotionsOf.user });
    expect(group.dataset['state']).toBe('unsupported');
    expect(screen.getByText(words)).toBeTruthy();
    expect(group.hasAttribute('aria-describedby')).toBe(false);
    expect(container.textContent).not.toContain(labels.emotionsNote);
    unmount();
  }
});

test('bars are meters with their value in words, the strongest first', async () => {
  const { call, script, container } = stage(<EmotionMeter top={3} />);
  const chat = await call();
  await script(() => chat.hear('hello', { scores: { Joy: 0.61, Calmness: 0.9, Fear: 0.05 } }));
  expect(bars()).toEqual([
    'Calmness: very strong, 0.90',
    'Joy: strong, 0.61',
    'Fear: very faint, 0.05',
  ]);
  expect(screen.getByRole('meter', { name: 'Joy' })).toMatchObject({
    ariaValueMin: '0',
    ariaValueMax: '1',
    ariaValueNow: '0.61',
  });
  expect(await violations(container)).toEqual([]);
});

test('chosen expressions keep their order', async () => {
  const { call, script } = stage(<EmotionMeter names={['Fear', 'Joy', 'Awe']} />);
  const chat = await call();
  await script(() => chat.hear('hello', { scores: { Joy: 0.4 } }));
  expect(bars()).toEqual([
    'Fear: very faint, 0.00',
    'Joy: moderate, 0.40',
    'Awe: very faint, 0.00',
  ]);
});

test('each speaker has scores of their own, and typed text leaves the last ones', async () => {
  const { call, script } = stage(
    <>
      <EmotionMeter top={1} />
      <EmotionMeter top={1} participant="assistant" />
    </>,
  );
  const chat = await call();
  await script(() => {
    chat.hear('hello', { scores: { Joy: 0.5 } });
    chat.say('Hello.', { scores: { Calmness: 0.7 } });
    chat.hear('more', { fromText: true });
  });
  expect(bars()).toEqual(['Joy: moderate, 0.50', 'Calmness: strong, 0.70']);
});

test('scores beyond their range are shown within it', async () => {
  const { call, script } = stage(<EmotionMeter names={['Joy', 'Fear']} />);
  const chat = await call();
  await script(() => chat.hear('hello', { scores: { Joy: 3, Fear: -2 } }));
  expect(bars()).toEqual(['Joy: very strong, 1.00', 'Fear: very faint, 0.00']);
});

test('both sides stand side by side, the strongest of either first', async () => {
  const { call, script, container } = stage(<EmotionMeter participant="both" top={2} />);
  const chat = await call();
  await script(() => chat.hear('hello', { scores: { Joy: 0.5, Awe: 0.1 } }));
  expect(bars()).toEqual(['Joy, You: moderate, 0.50', 'Awe, You: very faint, 0.10']);
  await script(() => chat.say('Hello.', { scores: { Calmness: 0.7, Joy: 0.2 } }));
  expect(bars()).toEqual([
    'Calmness, You: very faint, 0.00',
    'Calmness, Assistant: strong, 0.70',
    'Joy, You: moderate, 0.50',
    'Joy, Assistant: faint, 0.20',
  ]);
  expect(screen.getByRole('group').dataset['participant']).toBe('both');
  expect(await violations(container)).toEqual([]);
});

test('one message of the transcript keeps its own scores', async () => {
  function First(): ReactNode {
    const [entry] = useTranscript().entries;
    return entry && <EmotionMeter entry={entry} top={1} />;
  }
  const { call, script } = stage(<First />);
  const chat = await call();
  await script(() => chat.say('Hello.', { scores: { Calmness: 0.7 } }));
  await script(() => chat.say('Well.', { scores: { Fear: 0.9 } }));
  expect(bars()).toEqual(['Calmness: strong, 0.70']);
  expect(screen.getByRole('group', { name: 'Assistant’s expression' })).toBeTruthy();
});

test('smoothed, a message moves the bars part of the way', async () => {
  const { call, script } = stage(<EmotionMeter names={['Joy']} smoothing={0.5} />);
  const chat = await call();
  await script(() => chat.hear('one', { scores: { Joy: 0 } }));
  await script(() => chat.hear('two', { scores: { Joy: 0.9 }, time: { begin: 2000, end: 3000 } }));
  expect(bars()).toEqual(['Joy: strong, 0.60']);
});

test.each([0, -3, Number.NaN])('a top of %s shows that there is nothing to show', async (top) => {
  const { call, script } = stage(<EmotionMeter top={top} />);
  const chat = await call();
  await script(() => chat.hear('hello', { scores: { Joy: 0.5 } }));
  expect(screen.getByRole('group').dataset['state']).toBe('empty');
});

test('its description says what the scores are worth', () => {
  stage(<EmotionMeter />);
  const group = screen.getByRole('group', { name: 'Your expression' });
  const note = document.getElementById(group.getAttribute('aria-describedby') ?? '');
  expect(note?.textContent).toMatch(/how a message sounded, not what someone feels/);
  expect(note?.textContent).toMatch(/only estimates them/);
});

test('names and numbers follow the labels', async () => {
  const { call, script } = stage(<EmotionMeter top={1} />, { labels: german });
  const chat = await call();
  await script(() => chat.hear('hallo', { scores: { Joy: 0.61 } }));
  expect(bars()).toEqual(['Freude: stark, 0,61']);
});

test('its state is whether there are scores', async () => {
  const { call, script } = stage(<EmotionMeter />);
  const group = screen.getByRole('group');
  expect(group.dataset['state']).toBe('empty');
  const chat = await call();
  await script(() => chat.hear('hello', { scores: { Joy: 0.5 } }));
  expect(group.dataset['state']).toBe('scored');
});

test('a name that is none of the 48 is shown as it is, at nothing', async () => {
  const { call, script } = stage(<EmotionMeter names={['Joy', '<b>Saudade</b>' as EmotionName]} />);
  const chat = await call();
  await script(() => chat.hear('hello', { scores: { Joy: 0.5 } }));
  expect(bars()).toEqual(['Joy: moderate, 0.50', '<b>Saudade</b>: very faint, 0.00']);
});

test('48 scores that are none, missing, negative or too great are shown within their range', () => {
  const names = Object.keys(emotionScores()) as EmotionName[];
  const odd = [Number.NaN, -1, 2, Number.POSITIVE_INFINITY, 0.5];
  const scores = Object.fromEntries(
    names.slice(0, 40).map((name, index) => [name, odd[index % odd.length] ?? 0]),
  );
  stage(<EmotionMeter names={names} entry={{ ...entry, scores }} />);
  const meters = screen.getAllByRole('meter');
  expect(meters).toHaveLength(48);
  const shown = new Set(meters.map(({ ariaValueText }) => ariaValueText));
  expect(shown).toEqual(new Set(['very faint, 0.00', 'very strong, 1.00', 'moderate, 0.50']));
  expect(meters.every(({ ariaValueNow }) => Number(ariaValueNow) <= 1)).toBe(true);
});

test('a top of more than there are shows all, and one of a fraction the whole number below', async () => {
  const { call, script } = stage(
    <>
      <EmotionMeter top={Number.POSITIVE_INFINITY} />
      <EmotionMeter top={2.9} participant="assistant" />
    </>,
  );
  const chat = await call();
  await script(() => {
    chat.hear('hello', { scores: { Joy: 0.5, Awe: 0.4, Fear: 0.3 } });
    chat.say('Hello.', { scores: { Joy: 0.5, Awe: 0.4, Fear: 0.3 }, tones: [] });
  });
  const [mine, theirs] = screen.getAllByRole('group');
  expect(mine?.querySelectorAll('[role="meter"]')).toHaveLength(3);
  expect(theirs?.querySelectorAll('[role="meter"]')).toHaveLength(2);
});
