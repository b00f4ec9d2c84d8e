import { cleanup, render, screen } from '@testing-library/react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { expect, test, vi } from 'vitest';
import { stage } from '../../test/support/stage.tsx';
import { ConnectButton, VoiceProvider } from '../index.ts';
import { DeviceSelect } from './DeviceSelect.tsx';

const list = (name = 'Microphone'): HTMLSelectElement => screen.getByRole('combobox', { name });
const options = (name?: string): string[] => [...list(name).options].map(({ text }) => text);

test('names come once the microphone is allowed', async () => {
  const { call } = stage(<DeviceSelect />);
  await expect.poll(() => list().dataset['state']).toBe('unnamed');
  expect(options()).toEqual(['System default', 'Allow the microphone to see device names']);
  await call();
  await expect.poll(() => options()).toEqual(['System default', 'Fake microphone']);
  expect(list().dataset['state']).toBe('named');
});

test('what is plugged in later is listed, and is listened to when it is chosen', async () => {
  const { call, script, user, microphone } = stage(<DeviceSelect />);
  await call();
  await script(() => microphone.plug('Headset'));
  await expect.poll(() => options()).toContain('Headset');
  await user.selectOptions(list(), 'Headset');
  await expect.poll(() => list().value).toBe('id of Headset');
  expect(JSON.stringify(microphone.requests.at(-1))).toContain('Headset');
  await user.selectOptions(list(), 'System default');
  await expect.poll(() => list().value).toBe('');
});

test('a speaker is chosen where the browser lets it', async () => {
  const { call, user } = stage(<DeviceSelect kind="speaker" />);
  await call();
  await expect.poll(() => options('Speaker')).toContain('Fake speaker');
  await user.selectOptions(list('Speaker'), 'Fake speaker');
  await expect.poll(() => list('Speaker').value).toBe('id of Fake speaker');
});

test("the app's handler comes first and may prevent ours", async () => {
  const onChange = vi.fn((event: { preventDefault(): void }) => event.preventDefault());
  const { call, user, microphone } = stage(<DeviceSelect onChange={onChange} />);
  await call();
  await expect.poll(() => options()).toContain('Fake microphone');
  const before = microphone.requests.length;
  await user.selectOptions(list(), 'Fake microphone');
  expect(onChange).toHaveBeenCalledTimes(1);
  expect(microphone.requests).toHaveLength(before);
});

test('an app may hold the choice itself', async () => {
  const told = vi.fn();
  function Page(): ReactNode {
    const [id, setId] = useState<string | null>(null);
    return (
      <DeviceSelect
        value={id}
        onValueChange={(next) => {
          told(next);
          if (next !== 'id of Forbidden') setId(next);
        }}
      />
    );
  }
  const { call, script, user, microphone } = stage(<Page />);
  await call();
  await script(() => microphone.plug('Headset'));
  await script(() => microphone.plug('Forbidden'));
  await expect.poll(() => options()).toContain('Forbidden');
  await user.selectOptions(list(), 'Headset');
  await expect.poll(() => JSON.stringify(microphone.requests.at(-1))).toContain('Headset');
  expect(list().value).toBe('id of Headset');
  await user.selectOptions(list(), 'Forbidden');
  expect(list().value).toBe('id of Headset');
  expect(told.mock.calls).toEqual([['id of Headset'], ['id of Forbidden']]);
  expect(JSON.stringify(microphone.requests)).not.toContain('Forbidden');
});

test('a device that is not plugged in stands in the list while it is chosen', async () => {
  stage(<DeviceSelect value="Gone" />);
  expect(list().value).toBe('Gone');
  await expect
    .poll(() => options())
    .toEqual(['System default', 'Microphone', 'Allow the microphone to see device names']);
});

test('a browser that listens to another microphone than its default says which one beside it', async () => {
  const { call, script, microphone } = stage(<DeviceSelect />);
  await call();
  await expect.poll(() => options()).toEqual(['System default', 'Fake microphone']);
  // In the question the person picked one that is not the first of the list.
  vi.spyOn(navigator.mediaDevices, 'enumerateDevices').mockResolvedValue(
    ['Built in', 'Fake microphone'].map(
      (label) =>
        ({ kind: 'audioinput', deviceId: label, label, groupId: label }) as MediaDeviceInfo,
    ),
  );
  await script(() => microphone.plug('Built in'));
  await expect
    .poll(() => options())
    .toEqual(['System default (Fake microphone)', 'Built in', 'Fake microphone']);
  expect(list().value).toBe('');
});

test('an app’s own choice that is in use already is not asked for when the list comes', async () => {
  const world = stage(<DeviceSelect />, { microphoneId: 'id of Headset' });
  world.microphone.plug('Headset');
  await world.call();
  const before = world.microphone.requests.length;
  world.rerender(
    <VoiceProvider url={world.evi.url} thread="main" microphoneId="id of Headset">
      <ConnectButton />
      <DeviceSelect value="id of Headset" />
    </VoiceProvider>,
  );
  await expect.poll(() => list().value).toBe('id of Headset');
  expect(world.microphone.requests).toHaveLength(before);
});

test('a choice of the app that is taken back before it is open is not the one in the end', async () => {
  let choose: (id: string) => void = () => undefined;
  function Page(): ReactNode {
    const [id, setId] = useState('id of Fake microphone');
    choose = setId;
    return <DeviceSelect value={id} />;
  }
  const { call, script, microphone } = stage(<Page />);
  await call();
  await script(() => microphone.plug('Headset'));
  await script(() => choose('id of Fake microphone'));
  microphone.answer('asking' as never);
  await script(() => choose('id of Headset'));
  await script(() => choose('id of Fake microphone'));
  await script(() => microphone.answer('granted'));
  expect(JSON.stringify(microphone.requests.at(-1))).toContain('Fake microphone');
  expect(microphone.live).toBe(1);
});

test('where the browser lets nobody choose a speaker it says so', async () => {
  render(
    <VoiceProvider>
      <DeviceSelect kind="speaker" />
    </VoiceProvider>,
  );
  await expect.poll(() => list('Speaker').dataset['state']).toBe('fixed');
  expect(list('Speaker').disabled).toBe(true);
  expect(options('Speaker')).toEqual(['Chosen by your browser']);
  cleanup();
});

test('until the browser has listed its devices, nothing is said of them', async () => {
  stage(
    <>
      <DeviceSelect />
      <DeviceSelect kind="speaker" />
    </>,
  );
  for (const name of ['Microphone', 'Speaker']) {
    expect(options(name)).toEqual(['System default']);
    expect(list(name).dataset['state']).toBe('asking');
    expect(list(name).disabled).toBe(false);
  }
  await expect.poll(() => list('Speaker').dataset['state']).not.toBe('asking');
});

test('a default is selected once, and gives way to what the user chooses', async () => {
  function Page(): ReactNode {
    const [shown, show] = useState(true);
    return (
      <>
        <button onClick={() => show(!shown)}>Settings</button>
        {shown && <DeviceSelect defaultValue="id of Headset" />}
      </>
    );
  }
  const { call, script, user, microphone } = stage(<Page />);
  expect(list().value).toBe('id of Headset');
  await script(() => microphone.plug('Headset'));
  await call();
  await expect.poll(() => options()).toContain('Headset');
  expect(JSON.stringify(microphone.requests.at(-1))).toContain('Headset');
  await user.selectOptions(list(), 'Fake microphone');
  await expect.poll(() => list().value).toBe('id of Fake microphone');
  await user.click(screen.getByRole('button', { name: 'Settings' }));
  await user.click(screen.getByRole('button', { name: 'Settings' }));
  await expect.poll(() => list().value).toBe('id of Fake microphone');
});
