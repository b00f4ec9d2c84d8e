import { screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, test, vi } from 'vitest';
import { settle, stage } from '../../test/support/stage.tsx';
import type { Stage } from '../../test/support/stage.tsx';
import { useMicrophone, useVoice } from '../index.ts';
import type { MicrophoneView } from '../index.ts';

/** A page that keeps what the hook last gave. */
function watch(options?: Parameters<typeof stage>[1]): {
  readonly world: Stage;
  readonly seen: MicrophoneView[];
  readonly now: () => Omit<MicrophoneView, 'setMuted' | 'toggleMuted' | 'setMicrophone'>;
  readonly error: () => string | undefined;
} {
  const seen: MicrophoneView[] = [];
  let reason: string | undefined;
  function Page(): ReactNode {
    seen.push(useMicrophone());
    reason = useVoice(({ error }) => error?.reason);
    return null;
  }
  const world = stage(<Page />, options);
  const last = (): MicrophoneView => seen.at(-1) ?? expect.fail('It never rendered.');
  return {
    world,
    seen,
    error: () => reason,
    now: () => {
      const { state, muted, microphoneId, microphoneLabel } = last();
      return { state, muted, microphoneId, microphoneLabel };
    },
  };
}

const press = (world: Stage): Promise<void> =>
  world.user.click(screen.getByRole('button', { name: 'Start talking' }));

test('it is off before a call, and has a name in one', async () => {
  const { world, now } = watch();
  expect(now()).toEqual({ state: 'off', muted: false, microphoneId: null, microphoneLabel: null });
  await world.call();
  expect(now()).toEqual({
    state: 'live',
    muted: false,
    microphoneId: null,
    microphoneLabel: 'Fake microphone',
  });
});

test('it is asking while the browser’s prompt is open', async () => {
  const { world, now } = watch({ answer: 'asking' });
  await press(world);
  await expect.poll(() => now().state).toBe('asking');
  await world.script(() => world.microphone.answer('granted'));
  await expect.poll(() => now().state).toBe('live');
});

test('it is muted and heard again, and the device stays open', async () => {
  const { world, seen, now } = watch();
  await world.call();
  await world.script(() => seen.at(-1)?.setMuted(true));
  expect(now()).toMatchObject({ state: 'live', muted: true });
  expect(world.microphone.live).toBe(1);
  await world.script(() => seen.at(-1)?.setMuted(false));
  expect(now()).toMatchObject({ state: 'live', muted: false });
});

test('muted before the call, it begins muted', async () => {
  const { world, seen, now } = watch();
  await world.script(() => seen.at(-1)?.toggleMuted());
  expect(now()).toMatchObject({ state: 'off', muted: true });
  await world.call();
  expect(now()).toMatchObject({ state: 'live', muted: true });
});

test('a person who says no is state and reason', async () => {
  const { world, now, error } = watch({ answer: 'denied' });
  await press(world);
  await expect.poll(error).toBe('microphone-denied');
  expect(now().state).toBe('denied');
});

test.each([
  ['that is pulled out is lost', 'lost', (world: Stage) => world.microphone.unplug()],
  ['that is not allowed any more is denied', 'denied', (world: Stage) => world.microphone.revoke()],
] as const)('one %s, and the call goes on', async (_, state, act) => {
  const { world, now } = watch();
  const chat = await world.call();
  await world.script(() => act(world));
  await expect.poll(() => now().state).toBe(state);
  expect(now().microphoneLabel).toBeNull();
  await world.script(() => chat.say('Still here.'));
  expect(screen.getByRole('button', { name: 'Hang up' })).toBeTruthy();
});

test('another is chosen in the call, and the default again', async () => {
  const { world, seen, now } = watch();
  await world.call();
  await world.script(() => world.microphone.plug('Headset'));
  await world.script(() => void seen.at(-1)?.setMicrophone('id of Headset'));
  await expect.poll(now).toEqual({
    state: 'live',
    muted: false,
    microphoneId: 'id of Headset',
    microphoneLabel: 'Headset',
  });
  await world.script(() => void seen.at(-1)?.setMicrophone(null));
  await expect.poll(now).toEqual({
    state: 'live',
    muted: false,
    microphoneId: null,
    microphoneLabel: 'Fake microphone',
  });
  expect(world.microphone.live).toBe(1);
});

test('one chosen before the call is the one that is listened to', async () => {
  const { world, seen, now } = watch();
  await world.script(() => world.microphone.plug('Headset'));
  await world.script(() => void seen.at(-1)?.setMicrophone('id of Headset'));
  expect(now()).toEqual({
    state: 'off',
    muted: false,
    microphoneId: 'id of Headset',
    microphoneLabel: null,
  });
  await world.call();
  expect(now()).toEqual({
    state: 'live',
    muted: false,
    microphoneId: 'id of Headset',
    microphoneLabel: 'Headset',
  });
});

test('one that another app holds is refused by reason, which is state as well', async () => {
  const { world, seen, now, error } = watch();
  await world.call();
  world.microphone.plug('Headset');
  world.microphone.answer('busy');
  const refused = vi.fn();
  await world.script(() => void seen.at(-1)?.setMicrophone('id of Headset').catch(refused));
  await expect.poll(() => refused.mock.calls).toHaveLength(1);
  expect(refused).toHaveBeenCalledWith(expect.objectContaining({ reason: 'microphone-busy' }));
  expect(error()).toBe('microphone-busy');
  expect(now()).toEqual({
    state: 'live',
    muted: false,
    microphoneId: null,
    microphoneLabel: 'Fake microphone',
  });
  expect(world.microphone.live).toBe(1);
});

test('in the place of one that is not there the default is listened to', async () => {
  const { world, seen, now, error } = watch();
  await world.call();
  await world.script(() => void seen.at(-1)?.setMicrophone('Gone'));
  await expect.poll(() => JSON.stringify(world.microphone.requests)).toContain('Gone');
  await expect.poll(now).toEqual({
    state: 'live',
    muted: false,
    microphoneId: null,
    microphoneLabel: 'Fake microphone',
  });
  expect(error()).toBeUndefined();
});

test('its commands keep one identity, and it renders for nothing else', async () => {
  const { world, seen } = watch();
  const chat = await world.call();
  await settle();
  const before = seen.length;
  await world.script(() => {
    chat.hear('hello');
    chat.say('Hi.');
  });
  expect(seen.length).toBe(before);
  expect(new Set(seen.map(({ setMicrophone }) => setMicrophone)).size).toBe(1);
  expect(new Set(seen.map(({ setMuted }) => setMuted)).size).toBe(1);
});
