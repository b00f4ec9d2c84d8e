import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { stage } from '../../test/support/stage.tsx';
import { MicrophoneButton } from './MicrophoneButton.tsx';

const group = (): HTMLElement => screen.getByRole('group', { name: 'Microphone' });
const level = (): number =>
  Number(
    group()
      .querySelector<HTMLElement>('.vv-microphone__level')
      ?.style.getPropertyValue('--vv-level'),
  );

test('one part mutes, the other offers the microphones', async () => {
  const { call, user, script, microphone } = stage(<MicrophoneButton />);
  await call();
  await script(() => microphone.plug('Headset'));
  const list = within(group()).getByRole<HTMLSelectElement>('combobox', { name: 'Microphone' });
  await expect.poll(() => [...list.options].map(({ text }) => text)).toContain('Headset');
  await user.selectOptions(list, 'Headset');
  await expect.poll(() => list.value).toBe('id of Headset');
  expect(group().dataset['state']).toBe('live');
  await user.click(within(group()).getByRole('button', { name: 'Mute microphone' }));
  expect(group().dataset['state']).toBe('muted');
});

test('it shows how loud the user is, and nothing while muted', async () => {
  const { call, user } = stage(<MicrophoneButton />, { audio: { loudness: 0.1 } });
  expect(level()).toBe(0);
  await call();
  await expect.poll(level).toBeGreaterThan(0.2);
  expect(level()).toBeLessThanOrEqual(1);
  await user.click(screen.getByRole('button', { name: 'Mute microphone' }));
  await expect.poll(level).toBe(0);
});

test('without a menu there is one part', () => {
  stage(<MicrophoneButton devices={false} />);
  expect(screen.queryByRole('combobox')).toBeNull();
});
