import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { stage } from '../../test/support/stage.tsx';
import { InterruptButton } from './InterruptButton.tsx';
import { Transcript } from './Transcript.tsx';

const button = (): HTMLElement => screen.getByRole('button', { name: 'Stop the assistant' });

test('while the assistant is silent it is of no use, says so, and keeps the focus', async () => {
  const { user } = stage(<InterruptButton />);
  await user.click(button());
  expect(button().getAttribute('aria-disabled')).toBe('true');
  expect(document.activeElement).toBe(button());
});

test('it stops the assistant in the middle of a sentence', async () => {
  const { call, script, user } = stage(
    <>
      <InterruptButton />
      <Transcript />
    </>,
  );
  const chat = await call();
  await script(() => chat.say('A long story.', { tones: [{ duration: 3000 }] }));
  await expect.poll(() => button().dataset['state']).toBe('speaking');
  await user.click(button());
  await expect.poll(() => button().dataset['state']).toBe('idle');
  await screen.findByText(/cut short|not played/);
});

test('what comes later of that answer is in the same turn, and not played', async () => {
  const { call, script, user } = stage(
    <>
      <InterruptButton />
      <Transcript />
    </>,
  );
  const chat = await call();
  await script(() => chat.say('A long story.', { tones: [{ duration: 3000 }] }));
  await user.click(button());
  expect((await chat.next('pause_assistant_message')).type).toBe('pause_assistant_message');
  await script(() => chat.say('And it goes on.', { tones: [{ duration: 3000 }] }));
  expect(button().dataset['state']).toBe('idle');
  expect(screen.getByRole('listitem').textContent).toContain('And it goes on. not played');
  await script(() => chat.endTurn());
  await chat.next('resume_assistant_message');
  await script(() => chat.say('Next.'));
  await expect.poll(() => button().dataset['state']).toBe('speaking');
});

test("the app's handler comes first and may prevent ours", async () => {
  const { call, script, user } = stage(
    <InterruptButton onClick={(event) => event.preventDefault()} />,
  );
  const chat = await call();
  await script(() => chat.say('A long story.', { tones: [{ duration: 3000 }] }));
  await expect.poll(() => button().dataset['state']).toBe('speaking');
  await user.click(button());
  expect(button().dataset['state']).toBe('speaking');
});
