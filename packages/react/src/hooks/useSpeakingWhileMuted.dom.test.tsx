import { act, screen } from '@testing-library/react';
import { Profiler } from 'react';
import type { ReactNode } from 'react';
import { expect, test, vi } from 'vitest';
import { settle, stage } from '../../test/support/stage.tsx';
import { MuteButton, useSpeakingWhileMuted } from '../index.ts';

function Hint(): ReactNode {
  return <p data-testid="hint">{String(useSpeakingWhileMuted())}</p>;
}

const hint = (): string | null => screen.getByTestId('hint').textContent;

test('it is true while a muted user speaks, and at no other time', async () => {
  let loudness = 0.3;
  const page = (
    <>
      <MuteButton />
      <Hint />
    </>
  );
  const { call, user } = stage(page, { audio: { loudness: () => loudness } });
  await call();
  const mute = screen.getByRole('button', { name: 'Mute microphone' });
  expect(hint()).toBe('false');
  await user.click(mute);
  await expect.poll(hint, { timeout: 20_000 }).toBe('true');
  loudness = 0;
  await expect.poll(hint, { timeout: 20_000 }).toBe('false');
  loudness = 0.3;
  await expect.poll(hint, { timeout: 20_000 }).toBe('true');
  await user.click(mute);
  expect(hint()).toBe('false');
});

test('a muted user who says nothing renders nothing', async () => {
  const onRender = vi.fn();
  let readings = 0;
  const page = (
    <Profiler id="hint" onRender={onRender}>
      <Hint />
    </Profiler>
  );
  const loudness = (): number => ((readings += 1), 0);
  const { call } = stage(page, { muted: true, audio: { loudness } });
  await call();
  // It reads once all that the call begins with is on the page.
  await act(() => vi.waitFor(() => expect(readings).toBeGreaterThan(1), { timeout: 20_000 }));
  onRender.mockClear();
  const begun = readings;
  await vi.waitFor(() => expect(readings).toBeGreaterThan(begun + 4), { timeout: 20_000 });
  expect(onRender).not.toHaveBeenCalled();
});

test('nothing is read in a call that is not muted', async () => {
  let readings = 0;
  const loudness = (): number => ((readings += 1), 0.3);
  const { call } = stage(<Hint />, { audio: { loudness } });
  await call();
  await settle();
  expect([readings, hint()]).toEqual([0, 'false']);
});
