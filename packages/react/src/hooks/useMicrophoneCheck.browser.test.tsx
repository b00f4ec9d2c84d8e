import type { ReactNode } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { browserStage } from '../../test/support/call-in-chromium.tsx';
import { ConnectButton, useMicrophoneCheck } from '../index.ts';
import type { MicrophoneCheck, MicrophoneCheckOptions } from '../index.ts';

/** A microphone that hears a tone, and what became of its tracks. */
function tone(): { readonly open: () => MediaStream; readonly live: () => number } {
  const context = new AudioContext();
  onTestFinished(() => context.close());
  const tracks: MediaStreamTrack[] = [];
  return {
    open: () => {
      const oscillator = new OscillatorNode(context, { frequency: 300 });
      const destination = new MediaStreamAudioDestinationNode(context);
      oscillator.connect(destination);
      oscillator.start();
      tracks.push(...destination.stream.getTracks());
      return destination.stream;
    },
    live: () => tracks.filter(({ readyState }) => readyState === 'live').length,
  };
}

/** A page with the hook on it, and what it gave last. The sound is the browser's own. */
async function show(options: MicrophoneCheckOptions): Promise<{
  readonly now: () => MicrophoneCheck;
  readonly screen: Awaited<ReturnType<typeof browserStage>>['screen'];
}> {
  let last: MicrophoneCheck | undefined;
  function Check(): ReactNode {
    last = useMicrophoneCheck(options);
    return null;
  }
  const page = (
    <>
      <ConnectButton />
      <Check />
    </>
  );
  const { screen } = await browserStage(page, {}, true);
  return { screen, now: () => last ?? expect.fail('It never rendered.') };
}

const patient = { timeout: 20_000 };

test('the level is told, somebody is heard, and what was recorded is played and over', async () => {
  const { open, live } = tone();
  const onLevel = vi.fn<(level: number) => void>();
  const { now } = await show({ microphone: open, onLevel });
  expect(now()).toMatchObject({ state: 'off', heard: false, recorded: false, label: null });
  await now().start();
  await expect.poll(() => now().heard, patient).toBe(true);
  expect(now().state).toBe('listening');
  expect(Math.max(...onLevel.mock.calls.map(([level]) => level))).toBeCloseTo(Math.SQRT1_2, 1);

  const recording = now().record();
  await expect.poll(() => now().state, patient).toBe('recording');
  // A piece of sound, by the levels that are told meanwhile.
  const told = onLevel.mock.calls.length;
  await expect.poll(() => onLevel.mock.calls.length, patient).toBeGreaterThan(told + 10);
  void now().play();
  await recording;
  await expect.poll(() => [now().state, now().recorded], patient).toEqual(['listening', true]);
  const played = now().play();
  await expect.poll(() => now().state, patient).toBe('playing');
  await played;
  await expect.poll(() => now().state, patient).toBe('listening');

  now().stop();
  await expect.poll(() => now().state, patient).toBe('off');
  expect([now().recorded, live(), onLevel.mock.lastCall]).toEqual([false, 0, [0]]);
});

test('a recording ends by itself, and opens the microphone where it isn’t open', async () => {
  const { now } = await show({ microphone: tone().open, seconds: 0.2 });
  await now().record();
  await expect.poll(() => [now().state, now().recorded], patient).toEqual(['listening', true]);
});

test('a microphone that can’t be opened is an error with a reason, and may be tried again', async () => {
  const { open } = tone();
  let allowed = false;
  const microphone = (): MediaStream => {
    if (allowed) return open();
    throw new DOMException('Permission denied', 'NotAllowedError');
  };
  const { now } = await show({ microphone });
  await now().start();
  await expect.poll(() => now().state, patient).toBe('failed');
  expect(now().error?.reason).toBe('microphone-denied');
  allowed = true;
  await now().start();
  await expect.poll(() => [now().state, now().error], patient).toEqual(['listening', null]);
});

test('a call closes it', async () => {
  const { open, live } = tone();
  const { now, screen } = await show({ microphone: open });
  await now().start();
  await expect.poll(() => now().state, patient).toBe('listening');
  await screen.getByRole('button', { name: 'Start talking' }).click();
  await expect.poll(() => [now().state, live()], patient).toEqual(['off', 0]);
});

test('leaving the page closes it, and what is opened too late as well', async () => {
  const { open, live } = tone();
  let opened = (): void => undefined;
  const late = new Promise<void>((settle) => (opened = settle));
  const { now, screen } = await show({ microphone: () => late.then(open) });
  const started = now().start();
  await expect.poll(() => now().state, patient).toBe('asking');
  await screen.unmount();
  opened();
  await started;
  expect(live()).toBe(0);
});

test('one that is asked for twice is opened once', async () => {
  const { open, live } = tone();
  const { now } = await show({ microphone: open });
  await Promise.all([now().start(), now().start()]);
  await expect.poll(() => [now().state, live()], patient).toEqual(['listening', 1]);
});
