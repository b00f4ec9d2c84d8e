import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectContract } from '../../test/support/contract.tsx';
import { stage } from '../../test/support/stage.tsx';
import { DeviceSelect } from './DeviceSelect.tsx';

const list = (name = 'Microphone'): HTMLSelectElement => screen.getByRole('combobox', { name });
const options = (name?: string): string[] => [...list(name).options].map(({ text }) => text);

test('keeps the contract of components', () => expectContract(DeviceSelect));

test('names come once the microphone is allowed', async () => {
  const { call } = stage(<DeviceSelect />);
  expect(list().dataset['state']).toBe('unnamed');
  expect(options()).toEqual([
    'Default of the browser',
    'Names appear once the microphone is allowed',
  ]);
  await call();
  await expect.poll(() => options()).toEqual(['Default of the browser', 'Fake microphone']);
  expect(list().dataset['state']).toBe('named');
});

test('what is plugged in later is listed, and is listened to when it is chosen', async () => {
  const { call, script, user, microphone } = stage(<DeviceSelect />);
  await call();
  await script(() => microphone.plug('Headset'));
  await expect.poll(() => options()).toContain('Headset');
  await user.selectOptions(list(), 'Headset');
  await expect.poll(() => list().value).toBe('Headset');
  expect(JSON.stringify(microphone.requests.at(-1))).toContain('Headset');
  await user.selectOptions(list(), 'Default of the browser');
  await expect.poll(() => list().value).toBe('');
});

test('a speaker is chosen where the browser lets it', async () => {
  const { call, user } = stage(<DeviceSelect kind="speaker" />);
  await call();
  await expect.poll(() => options('Speaker')).toContain('Fake speaker');
  await user.selectOptions(list('Speaker'), 'Fake speaker');
  await expect.poll(() => list('Speaker').value).toBe('Fake speaker');
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
