import { act, renderHook } from '@testing-library/react';
import { Profiler } from 'react';
import type { ReactNode } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { watchFrames } from '../../test/support/frames.ts';
import { stage } from '../../test/support/stage.tsx';
import { useAudioLevel } from './useAudioLevel.ts';
import { useSpectrum } from './useSpectrum.ts';

const loud = { audio: { loudness: 0.5 } };

function Level({ onFrame }: { readonly onFrame: (level: number) => void }): ReactNode {
  useAudioLevel({ onFrame });
  return null;
}

function Spectrum({ onFrame }: { readonly onFrame: (bands: Float32Array) => void }): ReactNode {
  useSpectrum({ participant: 'both', onFrame: (bands) => onFrame(bands.slice()) });
  return null;
}

test('the level is read in animation frames and causes no render', async () => {
  const onRender = vi.fn();
  const onFrame = vi.fn();
  const page = (
    <Profiler id="level" onRender={onRender}>
      <Level onFrame={onFrame} />
    </Profiler>
  );
  const { call } = stage(page, loud);
  await call();
  const renders = onRender.mock.calls.length;
  onFrame.mockClear();
  await vi.waitFor(() => expect(onFrame.mock.calls.length).toBeGreaterThan(5));
  expect(onFrame.mock.lastCall?.[0]).toBeCloseTo(0.5);
  expect(onRender).toHaveBeenCalledTimes(renders);
});

test('the spectrum has 24 bands from 0 to 1', async () => {
  const onFrame = vi.fn();
  const { call } = stage(<Spectrum onFrame={onFrame} />, loud);
  await call();
  await vi.waitFor(() => {
    const bands = onFrame.mock.lastCall?.[0] as Float32Array;
    expect(bands).toHaveLength(24);
    expect(bands.every((band) => band > 0 && band <= 1)).toBe(true);
  });
});

test('of both sides one is read in each frame, and the louder of what was read last stands', async () => {
  let readings = 0;
  // One side is loud and the other is not.
  const loudness = (): number => ((readings += 1) % 2 ? 0.8 : 0.2);
  const onFrame = vi.fn<(bands: Float32Array) => void>();
  const { call } = stage(<Spectrum onFrame={onFrame} />, { audio: { loudness } });
  await call();
  await vi.waitFor(() => expect(readings).toBeGreaterThan(2));
  onFrame.mockClear();
  readings = 0;
  await vi.waitFor(() => expect(onFrame.mock.calls.length).toBeGreaterThan(6));
  expect(readings).toBe(onFrame.mock.calls.length);
  const first = onFrame.mock.calls.map(([bands]) => bands[0]);
  expect(new Set(first).size).toBe(1);
});

test('no frame but that of rest is asked for without a call, and none is left over after one', async () => {
  const frames = watchFrames();
  const onFrame = vi.fn();
  const { call, user, getByRole, findByRole } = stage(<Level onFrame={onFrame} />, loud);
  await vi.waitFor(() => expect(frames.waiting).toBe(0));
  await call();
  onFrame.mockClear();
  await vi.waitFor(() => expect(onFrame).toHaveBeenCalled());
  await user.click(getByRole('button', { name: 'Hang up' }));
  await findByRole('button', { name: 'Start talking' });
  await vi.waitFor(() => expect(frames.waiting).toBe(0));
  expect(onFrame.mock.lastCall?.[0]).toBe(0);
});

test('a hidden page asks for no frames, and one that is back does', async () => {
  const frames = watchFrames();
  const onFrame = vi.fn();
  const { call } = stage(<Level onFrame={onFrame} />, loud);
  await call();
  const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  onTestFinished(() => hidden.mockRestore());
  document.dispatchEvent(new Event('visibilitychange'));
  expect(frames.waiting).toBe(0);
  expect(onFrame.mock.lastCall?.[0]).toBe(0);
  hidden.mockReturnValue(false);
  document.dispatchEvent(new Event('visibilitychange'));
  expect(frames.waiting).toBe(1);
});

test('an unmounted reader asks for no frames', async () => {
  const frames = watchFrames();
  const onFrame = vi.fn();
  const { call, unmount } = stage(<Level onFrame={onFrame} />, loud);
  await call();
  await vi.waitFor(() => expect(onFrame).toHaveBeenCalled());
  act(() => unmount());
  const { length } = onFrame.mock.calls;
  for (let frame = 0; frame < 6; frame += 1) await new Promise(requestAnimationFrame);
  expect(frames.waiting).toBe(0);
  expect(onFrame).toHaveBeenCalledTimes(length);
});

test('who asked for less motion gets none', async () => {
  vi.stubGlobal('matchMedia', () => Object.assign(new EventTarget(), { matches: true }));
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  const frames = watchFrames();
  const onFrame = vi.fn();
  const { call } = stage(<Level onFrame={onFrame} />, loud);
  await call();
  await vi.waitFor(() => expect(frames.waiting).toBe(0));
  expect(onFrame.mock.calls.every(([level]) => level === 0)).toBe(true);
});

test('outside a provider it says what to do', () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  expect(() => renderHook(() => useAudioLevel())).toThrow(/Did you wrap it in <VoiceProvider>/);
  expect(() => renderHook(() => useSpectrum())).toThrow(/Did you wrap it in <VoiceProvider>/);
  vi.restoreAllMocks();
});
