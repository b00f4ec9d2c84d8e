import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { stage } from '../../test/support/stage.tsx';
import { SuggestionChips } from './SuggestionChips.tsx';

const chips = <SuggestionChips suggestions={['Tell me a story.', 'How are you?']} />;
const chip = (name = 'Tell me a story.'): HTMLElement => screen.getByRole('button', { name });

test('pressing one starts the call and says it, once', async () => {
  const { user, evi, microphone } = stage(chips, { answer: 'asking' });
  await user.click(chip());
  await expect.poll(() => chip().getAttribute('aria-disabled')).toBe('true');
  await user.click(chip('How are you?'));
  microphone.answer('granted');
  const chat = await evi.nextChat();
  expect((await chat.next('user_input')).text).toBe('Tell me a story.');
  await expect.poll(() => chip().hasAttribute('aria-disabled')).toBe(false);
  await user.click(chip('How are you?'));
  // Nothing came between the two: what was pressed while the call began was not said.
  expect((await chat.next('user_input')).text).toBe('How are you?');
  expect(evi.chats).toHaveLength(1);
});

test('where the call can’t begin they may be pressed again', async () => {
  const { user, evi, microphone } = stage(chips, { answer: 'denied' });
  await user.click(chip());
  await expect.poll(() => screen.getByRole('group').dataset['state']).toBe('failed');
  microphone.answer('granted');
  await user.click(chip());
  const chat = await evi.nextChat();
  expect((await chat.next('user_input')).text).toBe('Tell me a story.');
});

test('while the connection is lost they say nothing', async () => {
  const { call, user, script } = stage(chips, { reconnect: { nextDelay: () => 60_000 } });
  const chat = await call();
  await script(() => chat.drop());
  await expect.poll(() => chip().getAttribute('aria-disabled')).toBe('true');
  await user.click(chip());
  expect(screen.getByRole('group', { name: 'Suggestions' }).dataset['state']).toBe('reconnecting');
});

test('the app is told which it was', async () => {
  const told = vi.fn();
  const { call, user } = stage(
    <SuggestionChips suggestions={['How are you?']} onSuggestion={told} />,
  );
  await call();
  await user.click(chip('How are you?'));
  expect(told.mock.calls).toEqual([['How are you?']]);
});
