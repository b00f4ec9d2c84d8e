import { screen } from '@testing-library/react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { stage } from '../../test/support/stage.tsx';
import { CallTimer } from './CallTimer.tsx';

const timer = (): HTMLElement => screen.getByRole('timer', { name: 'Call duration' });

test('before a call it stands at zero', () => {
  stage(<CallTimer />);
  expect([timer().textContent, timer().dataset['state']]).toEqual(['0:00', 'idle']);
});

test('a machine that slept before the call has no call that began hours ago', async () => {
  const now = Date.now;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() + 7_200_000);
  onTestFinished(() => clock.mockRestore());
  const { call } = stage(<CallTimer />);
  await call();
  expect(timer().textContent).toMatch(/^0:0\d$/);
  // Nor one that will begin, where the date is set back meanwhile.
  clock.mockImplementation(() => now() - 7_200_000);
  await expect.poll(() => timer().textContent, { timeout: 4000 }).toBe('0:00');
});

test('it counts whole seconds while the call lasts, and stays when it is over', async () => {
  const { call, user } = stage(<CallTimer />);
  await call();
  const start = Date.now();
  const clock = vi.spyOn(Date, 'now');
  onTestFinished(() => clock.mockRestore());
  clock.mockImplementation(() => start + 65_500);
  await expect.poll(() => timer().textContent, { timeout: 4000 }).toBe('1:05');
  expect(timer().getAttribute('datetime')).toBe('PT65S');
  expect(timer().dataset['state']).toBe('running');
  clock.mockImplementation(() => start + 3_725_500);
  await user.click(screen.getByRole('button', { name: 'Hang up' }));
  await expect.poll(() => timer().dataset['state']).toBe('ended');
  clock.mockImplementation(() => start + 9_000_000);
  expect(timer().textContent).toBe('1:02:05');
});
