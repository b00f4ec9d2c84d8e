import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, onTestFinished, test } from 'vitest';
import { violations } from '../../test/support/axe.ts';
import { lesserService } from '../../test/support/lesser-service.ts';
import { stage } from '../../test/support/stage.tsx';
import { VoiceProvider, english } from '../index.ts';
import type { EmotionScores, TranscriptEntry } from '../index.ts';
import { german } from '../provider/labels/german.ts';
import { EmotionTimeline } from './EmotionTimeline.tsx';

function entry(index: number, scores: EmotionScores | null): TranscriptEntry {
  return {
    id: `entry-${index}`,
    turn: `entry-${index}`,
    role: index % 2 === 0 ? 'user' : 'assistant',
    text: `Sentence ${index + 1}.`,
    state: 'final',
    source: 'speech',
    scores,
    receivedAt: Date.UTC(2026, 0, 1, 12) + index * 1000,
    spokenAt: null,
    time: null,
    toolCalls: [],
    heard: null,
  };
}

const talk = (count: number): TranscriptEntry[] =>
  Array.from({ length: count }, (_, index) => entry(index, { Joy: 0.5, Awe: index / count }));

/** A timeline of its own, without a provider. */
function alone(entries: readonly TranscriptEntry[], props: object = {}) {
  onTestFinished(cleanup);
  const page = render(<EmotionTimeline entries={entries} {...props} />);
  return { ...page, user: userEvent.setup() };
}

const handle = (name: 'Start of the range' | 'End of the range'): HTMLElement =>
  screen.getByRole('slider', { name });
const rows = (): (string | null)[] =>
  screen.getAllByRole('img').map((row) => row.getAttribute('aria-label'));

test('without scores it says so, and that a service has none, in the language of the page', () => {
  for (const [labels, words, lacks] of [
    [english, 'Expression over the call', 'No scores from this service.'],
    [german, 'Ausdruck im Verlauf des Gesprächs', 'Keine Werte von diesem Dienst.'],
  ] as const) {
    const first = stage(<EmotionTimeline />, { labels });
    const group = screen.getByRole('group', { name: words });
    expect(group.dataset['state']).toBe('empty');
    expect(screen.getByText(labels.emotionsEmpty)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Show as a table' })).toBeNull();
    first.unmount();
    const second = stage(<EmotionTimeline />, { labels, service: lesserService('scores') });
    expect(screen.getByRole('group', { name: words }).dataset['state']).toBe('unsupported');
    expect(screen.getByText(lacks)).toBeTruthy();
    second.unmount();
  }
});

test('it follows the call: both sides, the strongest expressions first, each row in words', async () => {
  const { call, script, container } = stage(<EmotionTimeline top={2} />);
  const chat = await call();
  await script(() => {
    chat.hear('Hi!', { scores: { Joy: 0.75, Fear: 0.2 } });
    chat.say('Hello!', { scores: { Joy: 0.5, Awe: 0.1, Fear: 0.3 } });
  });
  expect(screen.getByRole('group', { name: 'Expression over the call' }).dataset['state']).toBe(
    'scored',
  );
  expect(rows()).toEqual([
    'Joy. Strongest: You 0.75, Assistant 0.50',
    'Fear. Strongest: You 0.20, Assistant 0.30',
  ]);
  const [above, below] = container.querySelectorAll('li path');
  expect(above?.getAttribute('d')).toBe('M0.1 0V-0.750h0.8V0z');
  expect(below?.getAttribute('d')).toBe('M1.1 0V0.500h0.8V0z');
  expect(await violations(container)).toEqual([]);
});

test('without a provider it shows the entries it is given, of either side alone', async () => {
  const { container, rerender } = alone(talk(4), { names: ['Joy'] });
  expect(rows()).toEqual(['Joy. Strongest: You 0.50, Assistant 0.50']);
  rerender(<EmotionTimeline entries={talk(4)} participant="assistant" names={['Awe']} />);
  expect(rows()).toEqual(['Awe. Strongest: Assistant 0.75']);
  rerender(<EmotionTimeline entries={[entry(0, null)]} />);
  expect(container.querySelector('.vv-timeline')?.getAttribute('data-state')).toBe('empty');
});

test('the handles set the range by keyboard, keep to each other, and all of it is shown again', async () => {
  const { user } = alone(talk(20), { names: ['Awe'] });
  const all = screen.getByRole('button', { name: 'Show the whole call' });
  expect(all.getAttribute('aria-disabled')).toBe('true');
  handle('Start of the range').focus();
  await user.keyboard('{ArrowRight}{ArrowUp}{PageDown}{PageUp}');
  expect(handle('Start of the range').ariaValueNow).toBe('3');
  await user.keyboard('{End}');
  expect(handle('Start of the range').ariaValueNow).toBe('20');
  await user.keyboard('{Home}');
  await user.tab();
  await user.keyboard('{ArrowLeft}{PageDown}');
  const end = handle('End of the range');
  expect([end.ariaValueMin, end.ariaValueNow, end.ariaValueMax]).toEqual(['1', '17', '20']);
  expect(end.getAttribute('aria-valuetext')).toMatch(/^Message 17 of 20, \d+:00:16/);
  expect(rows()).toEqual(['Awe. Strongest: You 0.80, Assistant 0.75']);
  await user.click(all);
  expect(handle('End of the range').ariaValueNow).toBe('20');
});

test('right to left the arrow keys go where they point', async () => {
  onTestFinished(cleanup);
  render(
    <div dir="rtl" style={{ direction: 'rtl' }}>
      <EmotionTimeline entries={talk(20)} />
    </div>,
  );
  handle('Start of the range').focus();
  await userEvent.setup().keyboard('{ArrowLeft}{ArrowLeft}{ArrowRight}');
  expect(handle('Start of the range').ariaValueNow).toBe('2');
});

test('a chosen range stays with its messages, and the whole grows with the conversation', async () => {
  const { user, rerender } = alone(talk(20));
  rerender(<EmotionTimeline entries={talk(21)} />);
  expect(handle('End of the range').ariaValueNow).toBe('21');
  handle('Start of the range').focus();
  await user.keyboard('{PageUp}');
  rerender(<EmotionTimeline entries={talk(25).slice(1)} />);
  expect(handle('Start of the range').ariaValueNow).toBe('2');
  expect(handle('End of the range').ariaValueNow).toBe('20');
  // Nothing of it is left.
  rerender(<EmotionTimeline entries={talk(50).slice(30)} />);
  expect(handle('End of the range').ariaValueNow).toBe('20');
  expect(handle('Start of the range').ariaValueNow).toBe('1');
});

test('the table has the range that is shown, a page of it at a time', async () => {
  const { user, container } = alone(talk(120), { names: ['Joy', 'Awe'] });
  const toggle = screen.getByRole('button', { name: 'Show as a table', expanded: false });
  await user.click(toggle);
  const table = await screen.findByRole('table', { name: 'Messages 1 to 50 of 120' });
  expect(
    within(table)
      .getAllByRole('columnheader')
      .map(({ textContent }) => textContent),
  ).toEqual(['Time', 'Speaker', 'Message', 'Joy', 'Awe']);
  const row = within(table).getByRole('row', { name: /Sentence 31\./ });
  expect(row.textContent).toMatch(/^\d+:00:30.*YouSentence 31\.0\.500\.25$/);
  expect(within(table).getAllByRole('row')).toHaveLength(51);
  const earlier = screen.getByRole('button', { name: 'Earlier messages' });
  const later = screen.getByRole('button', { name: 'Later messages' });
  await user.click(earlier);
  expect(screen.getByRole('table', { name: 'Messages 1 to 50 of 120' })).toBeTruthy();
  await user.click(later);
  await user.click(later);
  expect(screen.getByRole('table', { name: 'Messages 101 to 120 of 120' })).toBeTruthy();
  expect([earlier.ariaDisabled, later.ariaDisabled]).toEqual([null, 'true']);
  expect(await violations(container)).toEqual([]);
  handle('End of the range').focus();
  await user.keyboard('{PageDown}{PageDown}');
  expect(screen.getByRole('table', { name: 'Messages 51 to 96 of 120' })).toBeTruthy();
  expect(screen.getByRole('region').tabIndex).toBe(0);
});

test('five thousand messages are a few elements, with the table too', async () => {
  const { user, container } = alone(talk(5000));
  await user.click(screen.getByRole('button', { name: 'Show as a table' }));
  await screen.findByRole('table');
  expect(container.querySelectorAll('*').length).toBeLessThan(600);
  const longest = [...container.querySelectorAll('path')].map(
    (path) => path.getAttribute('d')?.split('M').length ?? 0,
  );
  expect(Math.max(...longest)).toBeLessThanOrEqual(241);
});

test('what is pointed at is read out; a press alone chooses nothing', () => {
  const { container } = alone(talk(4), { names: ['Joy'] });
  const plots = container.querySelector('.vv-timeline__plots') as HTMLElement;
  fireEvent.pointerMove(plots, { clientX: 0 });
  expect(container.querySelector('.vv-timeline__readout')?.textContent).toMatch(/You · Joy 0\.50$/);
  fireEvent.pointerDown(plots, { button: 0 });
  fireEvent.pointerUp(plots, { button: 0 });
  fireEvent.pointerLeave(plots);
  expect(container.querySelector('.vv-timeline__readout')?.textContent).not.toContain('Joy');
  expect(handle('End of the range').ariaValueNow).toBe('4');
});

test('labels that know nothing of it leave it in English', () => {
  onTestFinished(cleanup);
  const { timeline: _, ...older } = german;
  render(
    <VoiceProvider labels={older}>
      <EmotionTimeline entries={talk(2)} />
    </VoiceProvider>,
  );
  expect(screen.getByRole('group', { name: 'Expression over the call' })).toBeTruthy();
  expect(rows()[0]).toBe('Freude. Strongest: Du 0,50, Assistent 0,50');
});
