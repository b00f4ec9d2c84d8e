import { cleanup, render, screen } from '@testing-library/react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { VoiceProvider, VoiceWidget } from '../../src/index.ts';
import { Everything } from '../support/everything.tsx';

// Rule: an app's own test renders every component in a DOM that has nothing but elements, as those of jsdom and
// happy-dom under Jest, without a stand-in.

/** What one or another of them lacks, in one release or another. */
const lacking = [
  'AudioContext',
  'AudioWorkletNode',
  'BroadcastChannel',
  'IntersectionObserver',
  'MessageChannel',
  'MutationObserver',
  'PointerEvent',
  'ResizeObserver',
  'TextDecoder',
  'TextEncoder',
  'WebSocket',
  'Worker',
  'cancelAnimationFrame',
  'fetch',
  'matchMedia',
  'requestAnimationFrame',
  'scrollTo',
  'structuredClone',
];

test('every component mounts, opens and leaves where there is nothing but elements', () => {
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  for (const name of lacking) vi.stubGlobal(name, undefined);
  onTestFinished(() => {
    vi.unstubAllGlobals();
    complaints.mockRestore();
  });
  render(
    <VoiceProvider>
      <Everything />
      <VoiceWidget defaultOpen title="open from the first" />
    </VoiceProvider>,
  );
  expect(screen.getAllByRole('dialog')).toHaveLength(1);
  cleanup();
  expect(complaints.mock.calls.filter(([said]) => !/getContext/.test(String(said)))).toEqual([]);
});
