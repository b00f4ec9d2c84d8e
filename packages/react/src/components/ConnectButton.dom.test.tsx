import { screen } from '@testing-library/react';
import { VoiceClient } from '@vivavoce/core';
import { expect, onTestFinished, test, vi } from 'vitest';
import { stage } from '../../test/support/stage.tsx';
import { ConnectButton } from './ConnectButton.tsx';

// The stage brings a connect button of its own, which these tests press.
const button = (): HTMLElement => screen.getByRole('button');

test('says what it will do, all the way up and down', async () => {
  const { user, evi, microphone } = stage(null, { answer: 'asking', onChat: () => undefined });
  expect([button().textContent, button().dataset['state']]).toEqual(['Start talking', 'idle']);
  await user.click(button());
  expect([button().textContent, button().dataset['state']]).toEqual(['Cancel', 'connecting']);
  expect(button().getAttribute('aria-busy')).toBe('true');
  microphone.answer('granted');
  (await evi.nextChat()).greet();
  await screen.findByText('Hang up');
  expect(button().dataset['state']).toBe('connected');
  expect(button().hasAttribute('aria-busy')).toBe(false);
  await user.click(button());
  await screen.findByText('Start talking');
  expect(button().dataset['state']).toBe('closed');
});

test('a second press while connecting hangs up, and nothing stays open', async () => {
  const { user, microphone, audio, evi } = stage(null, { onChat: () => undefined });
  await user.click(button());
  await evi.nextChat();
  await user.click(button());
  await screen.findByText('Start talking');
  expect([microphone.live, audio.openContexts]).toEqual([0, 0]);
});

test("the app's handler comes first and may prevent ours", async () => {
  const { user, rerender, evi } = stage(null);
  const onClick = vi.fn((event: { preventDefault(): void }) => event.preventDefault());
  const { VoiceProvider } = await import('../index.ts');
  rerender(
    <VoiceProvider url={evi.url} thread="main">
      <ConnectButton onClick={onClick}>Go</ConnectButton>
    </VoiceProvider>,
  );
  await user.click(screen.getByRole('button', { name: 'Go' }));
  expect(onClick).toHaveBeenCalledTimes(1);
  expect(button().dataset['state']).toBe('idle');
});

test('the keyboard works it', async () => {
  const { user } = stage(null);
  await user.tab();
  expect(document.activeElement).toBe(button());
  await user.keyboard('{Enter}');
  await screen.findByText('Hang up');
  expect(document.activeElement).toBe(button());
});

test.each(['pointer', 'keyboard'] as const)(
  'the %s on it makes the call ready, and not while there is one',
  async (by) => {
    const prepare = vi.spyOn(VoiceClient.prototype, 'prepare');
    onTestFinished(() => void vi.restoreAllMocks());
    const { user, call } = stage(null);
    const near = (): Promise<void> => (by === 'pointer' ? user.hover(button()) : user.tab());
    await near();
    expect(prepare).toHaveBeenCalledTimes(1);
    await call();
    const before = prepare.mock.calls.length;
    await user.unhover(button());
    await user.tab({ shift: true });
    await near();
    expect(prepare).toHaveBeenCalledTimes(before);
  },
);

test('where no call can be made ready, as without Workers, the page has no error', async () => {
  const onError = vi.fn();
  const { user } = stage(null, { thread: 'worker', onError });
  await user.hover(button());
  expect(button().dataset['state']).toBe('idle');
  expect(onError).not.toHaveBeenCalled();
});
