import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { stage } from '../../test/support/stage.tsx';
import { MuteButton } from './MuteButton.tsx';

const button = (): HTMLElement => screen.getByRole('button', { name: 'Mute microphone' });
const look = (): unknown[] => [button().dataset['state'], button().getAttribute('aria-pressed')];

test('mutes before a call, and in one without a microphone turns one on', async () => {
  const { user, call, microphone } = stage(<MuteButton />, { microphone: false });
  await user.click(button());
  expect(look()).toEqual(['muted', 'true']);
  await user.click(button());
  expect(look()).toEqual(['off', 'false']);
  await call();
  await user.click(screen.getByRole('button', { name: 'Turn on microphone' }));
  await expect.poll(look).toEqual(['live', 'false']);
  expect(microphone.live).toBe(1);
});

test('is pressed while muted, and its name stays', async () => {
  const { user, call } = stage(<MuteButton />);
  await call();
  expect(look()).toEqual(['live', 'false']);
  expect(button().hasAttribute('aria-disabled')).toBe(false);
  await user.click(button());
  expect(look()).toEqual(['muted', 'true']);
  await user.click(button());
  expect(look()).toEqual(['live', 'false']);
});

test('a microphone that the system keeps silent may be muted still', async () => {
  const { user, call, microphone } = stage(<MuteButton />);
  microphone.silence();
  await call();
  expect(look()).toEqual(['silent', 'false']);
  await user.click(button());
  expect(look()).toEqual(['muted', 'true']);
  await user.click(button());
  expect(look()).toEqual(['silent', 'false']);
});

test('a conversation that begins muted shows it', async () => {
  const { call } = stage(<MuteButton />, { muted: true });
  await call();
  expect(look()).toEqual(['muted', 'true']);
});

test("the app's handler comes first and may prevent ours", async () => {
  const onClick = vi.fn((event: { preventDefault(): void }) => event.preventDefault());
  const { user, call } = stage(<MuteButton onClick={onClick} />);
  await call();
  await user.click(button());
  expect(onClick).toHaveBeenCalledTimes(1);
  expect(look()).toEqual(['live', 'false']);
});
