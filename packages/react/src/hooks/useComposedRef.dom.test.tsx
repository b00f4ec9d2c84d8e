import { render } from '@testing-library/react';
import { version } from 'react';
import type { ReactNode } from 'react';
import { expect, test, vi } from 'vitest';
import { MuteButton, VoiceProvider, VoiceWidget } from '../index.ts';

/** The element comes, stays through a render, and goes. */
function watch(
  page: (ref: (element: HTMLElement | null) => void | (() => void)) => ReactNode,
  answer?: () => void,
) {
  const ref = vi.fn<(element: HTMLElement | null) => void | (() => void)>(() => answer);
  const { rerender, unmount } = render(<VoiceProvider>{page(ref)}</VoiceProvider>);
  rerender(<VoiceProvider>{page(ref)}</VoiceProvider>);
  expect(ref).toHaveBeenCalledTimes(1);
  unmount();
  return ref.mock.calls.map(([element]) => element?.className ?? null);
}

test('a callback ref is given the element once, and null in the end', () => {
  expect(watch((ref) => <MuteButton ref={ref} />)).toEqual([
    expect.stringContaining('vv-mute'),
    null,
  ]);
});

// Clean-up functions of refs came with React 19; before, React warns of them.
if (!version.startsWith('18')) {
  test('a callback ref that gives a clean-up has it called in place of null', () => {
    const cleanUp = vi.fn();
    expect(watch((ref) => <VoiceWidget ref={ref} />, cleanUp)).toEqual([
      expect.stringContaining('vv-widget'),
    ]);
    expect(cleanUp).toHaveBeenCalledTimes(1);
  });
}
