import { act, fireEvent, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  ConnectionStatus,
  PushToTalkButton,
  useAudioLevel,
  useMicrophone,
  usePushToTalk,
} from '../../src/index.ts';
import { settle, stage } from '../support/stage.tsx';

// A portal leads into another window of the same origin: other classes, another document, other frames.

function anotherWindow(): Window & typeof globalThis {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  onTestFinished(() => frame.remove());
  return frame.contentWindow as Window & typeof globalThis;
}

function Microphone(): ReactNode {
  const { state, muted } = useMicrophone();
  return <output>{muted ? 'muted' : state}</output>;
}

const microphone = (): string | null => screen.getByRole('status').textContent;

function ByHook({ place }: { readonly place: Window }): ReactNode {
  const { handlers } = usePushToTalk({ window: place });
  return <button {...handlers}>Talk</button>;
}

test.each([
  ['by one of its components', () => <PushToTalkButton />],
  ['by the hook', (place: Window) => <ByHook place={place} />],
])('the key is held in either window, and let go of in both: %s', async (_, talk) => {
  const other = anotherWindow();
  const page = (
    <>
      {createPortal(talk(other), other.document.body)}
      <Microphone />
    </>
  );
  const { call, unmount } = stage(page, { pushToTalk: true });
  await call();
  await expect.poll(microphone).toBe('muted');
  for (const place of [other, window]) {
    fireEvent.keyDown(place.document.body, { code: 'Space' });
    await expect.poll(microphone).toBe('live');
    fireEvent.keyUp(place.document.body, { code: 'Space' });
    await expect.poll(microphone).toBe('muted');
    fireEvent.keyDown(place.document.body, { code: 'Space' });
    await expect.poll(microphone).toBe('live');
    fireEvent.blur(other);
    await expect.poll(microphone).toBe('muted');
  }
  const field = other.document.createElement('input');
  other.document.body.append(field);
  fireEvent.keyDown(field, { code: 'Space' });
  await act(settle);
  expect(microphone()).toBe('muted');
  unmount();
  // Nobody listens there any more.
  expect(fireEvent.keyDown(other.document.body, { code: 'Space' })).toBe(true);
});

test('a gesture in it brings sound back that the browser holds back', async () => {
  const other = anotherWindow();
  const page = (
    <>
      {createPortal(<ConnectionStatus />, other.document.body)}
      <Microphone />
    </>
  );
  const { user, evi, audio } = stage(page, { audio: { state: 'suspended' } });
  await user.click(screen.getByRole('button', { name: 'Start talking' }));
  await evi.nextChat();
  const inThere = (): string => other.document.body.textContent ?? '';
  await expect.poll(inThere, { timeout: 4000 }).toContain('Turn sound on');
  expect(audio.openContexts).toBe(1);
  const resume = vi.spyOn(AudioContext.prototype, 'resume');
  onTestFinished(() => resume.mockRestore());
  const before = resume.mock.calls.length;
  fireEvent.pointerUp(other.document.body);
  expect(resume.mock.calls.length).toBeGreaterThan(before);
});

test('levels come in the frames of the window they are shown in', async () => {
  const other = anotherWindow();
  const told = vi.fn();
  function Level(): ReactNode {
    useAudioLevel({ window: other, onFrame: told });
    return null;
  }
  const frames: FrameRequestCallback[] = [];
  other.requestAnimationFrame = (run) => frames.push(run);
  const own = vi.spyOn(window, 'requestAnimationFrame');
  onTestFinished(() => own.mockRestore());
  const { call } = stage(<Level />);
  await call();
  const latest = frames.at(-1);
  latest?.(16);
  expect([told.mock.calls.length, own.mock.calls.length]).toEqual([1, 0]);
});
