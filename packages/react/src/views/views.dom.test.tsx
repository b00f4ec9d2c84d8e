import { render, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactElement } from 'react';
import { expect, test, vi } from 'vitest';
import type { TranscriptEntry } from '../index.ts';
import { CaptionsView } from './CaptionsView.tsx';
import { ControlBarView } from './ControlBarView.tsx';
import { EmotionMeterView } from './EmotionMeterView.tsx';
import { TranscriptView } from './TranscriptView.tsx';
import { VoicePanelView } from './VoicePanelView.tsx';

const entry = (id: string, role: 'user' | 'assistant', text: string): TranscriptEntry => ({
  id,
  turn: id,
  role,
  text,
  state: 'final',
  source: 'speech',
  scores: null,
  receivedAt: 1_700_000_000_000,
  spokenAt: null,
  time: null,
  toolCalls: [],
  heard: null,
});
/** What of the page this test has put there. */
function show(element: ReactElement) {
  const { container, rerender } = render(element);
  return { rerender, seen: within(container) };
}

const entries = [entry('1', 'user', 'What is two plus two?'), entry('2', 'assistant', 'Four.')];

test('a transcript shows the entries that it is given, and those that come', () => {
  const { rerender, seen } = show(<TranscriptView entries={[]} placeholder="Nothing yet" />);
  expect(seen.getByText('Nothing yet')).toBeTruthy();
  rerender(<TranscriptView entries={entries} thinking />);
  expect(seen.getByText('What is two plus two?')).toBeTruthy();
  expect(seen.getByRole('log').dataset['thinking']).toBe('');
});

test('controls show a call that there is not, and call the app', async () => {
  const disconnect = vi.fn();
  const connection = { status: 'connected', chatId: '', chatGroupId: '', since: 0 } as const;
  const { seen } = show(
    <ControlBarView
      state={{ connection, microphone: 'live', muted: true }}
      commands={{ disconnect }}
      defaultText
    />,
  );
  expect(seen.getByRole('button', { name: /mute/i }).ariaPressed).toBe('true');
  await userEvent.click(seen.getByRole('button', { name: 'Hang up' }));
  expect(disconnect).toHaveBeenCalledOnce();
});

test('a panel shows what was said and what is done', () => {
  const { seen } = show(
    <VoicePanelView entries={entries} state={{ connection: { status: 'connecting' } }} />,
  );
  expect(seen.getByRole('log').textContent).toMatch('Four.');
  expect(seen.getByRole('button', { name: 'Cancel' })).toBeTruthy();
});

test('a meter shows the scores that it is given, and says so where there are none', () => {
  const { rerender, seen } = show(
    <EmotionMeterView scores={{ Joy: 0.8, Calmness: 0.2 }} top={1} />,
  );
  expect(seen.getByRole('meter', { name: 'Joy' }).getAttribute('aria-valuenow')).toBe('0.8');
  rerender(<EmotionMeterView scores={null} />);
  expect(seen.queryByRole('meter')).toBeNull();
});

test('captions tell what was said from what will be', () => {
  const { seen } = show(<CaptionsView text="Hello you" said={5} data-testid="captions" />);
  const captions = seen.getByTestId('captions');
  expect(captions.textContent).toBe('Hello you');
  expect(captions.querySelector('.vv-captions__said')?.textContent).toBe('Hello');
});
