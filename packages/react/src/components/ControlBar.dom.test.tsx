import { screen, within } from '@testing-library/react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { german } from '../provider/labels/german.ts';
import { expect, test, vi } from 'vitest';
import { stage } from '../../test/support/stage.tsx';
import { ControlBar } from './ControlBar.tsx';

const bar = (name = 'Call controls'): HTMLElement => screen.getByRole('group', { name });
/** The names of what is to be pressed in it, in their order. */
const offered = (name?: string): (string | null)[] =>
  within(bar(name))
    .getAllByRole('button')
    .map((button) => button.getAttribute('aria-label') ?? button.textContent);
const press = (name: string): HTMLElement => within(bar()).getByRole('button', { name });

test('before a call it offers to start one, in it all that one does in a call', async () => {
  const { call } = stage(<ControlBar />);
  expect(offered()).toEqual(['Start talking']);
  await call();
  expect(offered()).toEqual([
    'Mute microphone',
    'Stop the assistant',
    'Show text field',
    'Show captions',
    'Hang up',
  ]);
  expect(within(bar()).getByRole('combobox', { name: 'Microphone' })).toBeTruthy();
});

test('the app says which controls there are, in their order', async () => {
  const { call } = stage(<ControlBar controls={['captions', 'microphone']} defaultText />);
  await call();
  expect(offered()).toEqual(['Show captions', 'Mute microphone', 'Hang up']);
  expect(screen.queryByRole('textbox')).toBeNull();
});

test('it speaks the language of the labels', async () => {
  const { call } = stage(<ControlBar />, { labels: german });
  await call();
  expect(offered('Gesprächssteuerung')).toEqual([
    'Mikrofon stummschalten',
    'Assistenten unterbrechen',
    'Textfeld zeigen',
    'Untertitel zeigen',
    'Auflegen',
  ]);
});

test('the switch shows the text field with the focus in it, and what was typed is still there after the call', async () => {
  const { call, user } = stage(<ControlBar />);
  const chat = await call();
  await user.click(press('Show text field'));
  const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
  expect(document.activeElement).toBe(field);
  await user.keyboard('hello{Enter}wait');
  expect((await chat.next('user_input')).text).toBe('hello');
  await user.click(press('Hang up'));
  await expect.poll(() => offered()).toContain('Start talking');
  expect(field.isConnected).toBe(true);
  expect(field.value).toBe('wait');
});

test('captions are shown on request', async () => {
  const { call, user, script } = stage(<ControlBar />);
  const chat = await call();
  await script(() => chat.hear('good morning', { interim: true }));
  expect(bar().textContent).not.toContain('good morning');
  await user.click(press('Show captions'));
  expect(press('Show captions').getAttribute('aria-pressed')).toBe('true');
  expect(bar().textContent).toContain('good morning');
});

test('an app may hold both switches itself', async () => {
  const told = vi.fn<(what: string, shown: boolean) => void>();
  function Page(): ReactNode {
    const [text, setText] = useState(false);
    return (
      <ControlBar
        text={text}
        onTextChange={(next) => {
          told('text', next);
          setText(next);
        }}
        captions={false}
        onCaptionsChange={(next) => told('captions', next)}
      />
    );
  }
  const { call, user } = stage(<Page />);
  await call();
  await user.click(press('Show text field'));
  await user.click(press('Show captions'));
  expect(told.mock.calls).toEqual([
    ['text', true],
    ['captions', true],
  ]);
  expect(screen.getByRole('textbox')).toBeTruthy();
  expect(press('Show captions').getAttribute('aria-pressed')).toBe('false');
});

test('where the user can’t be heard the text field is there, until they hide it', async () => {
  const { call, user } = stage(<ControlBar />, { microphone: false });
  await call();
  const field = await screen.findByRole('textbox');
  expect(press('Show text field').getAttribute('aria-pressed')).toBe('true');
  await user.click(press('Show text field'));
  expect(field.isConnected).toBe(false);
  await user.click(press('Turn on microphone'));
  await expect.poll(() => offered()).toContain('Mute microphone');
});

test('Stop stops the answer', async () => {
  const { call, user, script } = stage(<ControlBar />);
  const chat = await call();
  await script(() => chat.say('A long story.'));
  await expect.poll(() => press('Stop the assistant').dataset['state']).toBe('speaking');
  await user.click(press('Stop the assistant'));
  await expect.poll(() => press('Stop the assistant').dataset['state']).not.toBe('speaking');
});

test('a field that is needed to be heard at all keeps what is typed into it while the line is lost, and takes the focus from nobody', async () => {
  const { call, user, script } = stage(
    <>
      <ControlBar />
      <input aria-label="of the page" />
    </>,
    { microphone: false, reconnect: { nextDelay: () => 60_000 } },
  );
  const chat = await call();
  const field = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
  await user.type(field, 'half a');
  const own = screen.getByRole('textbox', { name: 'of the page' });
  await user.click(own);
  await script(() => chat.drop());
  await expect.poll(() => bar().getAttribute('data-state')).toBe('reconnecting');
  expect(field.isConnected).toBe(true);
  await script(() => void dispatchEvent(new Event('online')));
  await expect.poll(() => bar().getAttribute('data-state')).toBe('connected');
  expect([field.value, document.activeElement]).toEqual(['half a', own]);
});
