import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { violations } from '../../test/support/axe.ts';
import { stage } from '../../test/support/stage.tsx';
import { LiveCaption, VoicePanel } from '../index.ts';

const panel = (): HTMLElement => screen.getByRole('group', { name: 'Voice assistant' });
const regions = (text: string): number =>
  [...document.querySelectorAll('[role="status"]')].filter(({ textContent }) =>
    textContent?.includes(text),
  ).length;

test('it is a whole conversation: begun, typed in, written down, stopped and ended', async () => {
  const { user, evi, script, container } = stage(<VoicePanel />);
  const press = (name: string): Promise<void> =>
    user.click(within(panel()).getByRole('button', { name }));
  expect(panel().dataset['state']).toBe('empty');
  await press('Start talking');
  const chat = await evi.nextChat();
  await within(panel()).findByRole('button', { name: 'Hang up' });
  await user.type(within(panel()).getByRole('textbox', { name: 'Message' }), 'hello{Enter}');
  expect((await chat.next('user_input')).text).toBe('hello');
  await script(() => {
    chat.hear('How are you?');
    chat.say('Very well.', { tones: [] });
    chat.endTurn();
  });
  const log = within(panel()).getByRole('log', { name: 'Transcript' });
  expect(log.textContent).toContain('Very well.');
  expect(panel().dataset['state']).toBe('begun');
  expect(await violations(container)).toEqual([]);
  await press('Hang up');
  await within(panel()).findByRole('button', { name: 'Start talking' });
  expect(log.isConnected).toBe(true);
});

test('a greeting and suggestions stand there until something is said, and the focus goes where the answer comes', async () => {
  const { user, evi, script } = stage(
    <VoicePanel greeting="Ask me anything." suggestions={['Tell me a story.']} />,
  );
  expect(panel().textContent).toContain('Ask me anything.');
  await user.click(screen.getByRole('button', { name: 'Tell me a story.' }));
  const chat = await evi.nextChat();
  expect((await chat.next('user_input')).text).toBe('Tell me a story.');
  await script(() => chat.say('Once upon a time.', { tones: [] }));
  const log = within(panel()).getByRole('log');
  expect(document.activeElement).toBe(log);
  expect(panel().textContent).not.toContain('Ask me anything.');
  expect(screen.queryByRole('group', { name: 'Suggestions' })).toBeNull();
});

test('what somebody else says takes the focus from nobody', async () => {
  const { call, script } = stage(<VoicePanel suggestions={['Tell me a story.']} />);
  const chat = await call();
  const { activeElement } = document;
  await script(() => chat.say('Hello there.', { tones: [] }));
  expect(document.activeElement).toBe(activeElement);
});

test.each([
  ['the panel', <VoicePanel key="panel" />],
  [
    'a caption of the app’s',
    <>
      <VoicePanel announce={false} />
      <LiveCaption />
    </>,
  ],
])('a finished turn is announced once, by %s', async (_, page) => {
  const { call, script } = stage(page);
  const chat = await call();
  await script(() => chat.hear('good morning'));
  expect(regions('good morning')).toBe(1);
});
