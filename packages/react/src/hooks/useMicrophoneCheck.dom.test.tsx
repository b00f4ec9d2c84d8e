import { act } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, test, vi } from 'vitest';
import { stage } from '../../test/support/stage.tsx';
import { useMicrophoneCheck } from './useMicrophoneCheck.ts';
import type { MicrophoneCheck } from './useMicrophoneCheck.ts';

// As of a page that went offline, or was deployed anew.
vi.mock('./microphone-probe.ts', () => {
  throw new TypeError('Failed to fetch dynamically imported module');
});

test('what tries the microphone can’t be fetched: it has failed, nothing is open, and it may be tried again', async () => {
  let last: MicrophoneCheck | undefined;
  function Check(): ReactNode {
    last = useMicrophoneCheck();
    return null;
  }
  const { microphone } = stage(<Check />);
  for (const _ of ['once', 'again']) {
    await act(async () => last?.start());
    expect(last?.state).toBe('failed');
    expect(last?.error).toMatchObject({ reason: 'connection-lost', hint: 'check-network' });
  }
  expect(microphone.requests).toEqual([]);
});
