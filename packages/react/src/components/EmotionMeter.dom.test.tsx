import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { violations } from '../../test/support/axe.ts';
import { expectContract } from '../../test/support/contract.tsx';
import { stage } from '../../test/support/stage.tsx';
import { german } from '../index.ts';
import { EmotionMeter } from './EmotionMeter.tsx';

const bars = (): string[] =>
  screen
    .getAllByRole('meter')
    .map((bar) => `${bar.ariaLabel}: ${bar.getAttribute('aria-valuetext')}`);

test('keeps the contract of components', () => expectContract(EmotionMeter));

test('without scores it says so, and has no bars', () => {
  stage(<EmotionMeter />);
  const group = screen.getByRole('group', { name: 'Your expression' });
  expect(group.dataset['state']).toBe('empty');
  expect(screen.queryByRole('meter')).toBeNull();
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
      <EmotionMeter top={1} speaker="assistant" />
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

test('its description says what the scores are worth', () => {
  stage(<EmotionMeter />);
  const group = screen.getByRole('group', { name: 'Your expression' });
  const note = document.getElementById(group.getAttribute('aria-describedby') ?? '');
  expect(note?.textContent).toMatch(/compare expressions within one message/);
  expect(note?.textContent).toMatch(/rule of thumb/);
});

test('names and numbers follow the labels', async () => {
  const { call, script } = stage(<EmotionMeter top={1} />, { labels: german });
  const chat = await call();
  await script(() => chat.hear('hallo', { scores: { Joy: 0.61 } }));
  expect(bars()).toEqual(['Freude: stark, 0,61']);
});
