import { expect, onTestFinished, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { browserStage } from '../../test/support/call-in-chromium.tsx';
import { DeviceMenu, DeviceSelect } from '../index.ts';

const patient = { timeout: 20_000 };

/** Lets the fake microphone be opened, but with a tone in it, which a browser can measure. */
function toneInIt(): { readonly asked: () => number; readonly live: () => number } {
  const context = new AudioContext();
  onTestFinished(() => context.close());
  const tracks: MediaStreamTrack[] = [];
  const { mediaDevices } = navigator;
  const answer = mediaDevices.getUserMedia.bind(mediaDevices);
  const getUserMedia = vi.fn(async (constraints?: MediaStreamConstraints) => {
    await answer(constraints);
    const destination = new MediaStreamAudioDestinationNode(context);
    const tone = new OscillatorNode(context, { frequency: 300 });
    tone.connect(destination);
    tone.start();
    tracks.push(...destination.stream.getTracks());
    return destination.stream;
  });
  Object.assign(mediaDevices, { getUserMedia });
  return {
    asked: () => getUserMedia.mock.calls.length,
    live: () => tracks.filter(({ readyState }) => readyState === 'live').length,
  };
}

test('before a call the microphone is opened when that is wanted: then it shows its level, and every list has names', async () => {
  const { screen, microphone } = await browserStage(
    <>
      <DeviceMenu />
      <DeviceSelect />
    </>,
    {},
    true,
  );
  const { asked, live } = toneInIt();
  await screen.getByRole('button', { name: 'Microphone: System default' }).click();
  const level = (): number =>
    Number(
      document
        .querySelector<HTMLElement>('.vv-device-menu__level > span')
        ?.style.getPropertyValue('--vv-level'),
    );
  expect([asked(), level()]).toEqual([0, 0]);
  await screen.getByRole('menuitem', { name: 'Allow and test the microphone' }).click();
  await expect.poll(level, patient).toBeGreaterThan(0.5);
  await expect
    .element(screen.getByRole('menuitemradio', { name: 'Default – Fake microphone' }), patient)
    .toHaveFocus();
  await expect.element(screen.getByRole('combobox')).toHaveAttribute('data-state', 'named');

  // Another one that is chosen is the one that is shown.
  microphone.plug('Headset');
  await screen.getByRole('menuitemradio', { name: 'Headset' }).click();
  await expect.poll(asked, patient).toBe(2);
  await expect.poll(() => [live(), level() > 0.5], patient).toEqual([1, true]);
  // Whatever lies around it, it lies above.
  const menu = screen.getByRole('menu').element().getBoundingClientRect();
  const top = document.elementFromPoint(menu.left + 5, menu.top + 5);
  expect(top?.closest('[role="menu"]')).not.toBeNull();
  await userEvent.keyboard('{Escape}');
  await expect.poll(live, patient).toBe(0);
});

test('a refusal is said where it happens, and may be tried again', async () => {
  const { screen, microphone } = await browserStage(<DeviceMenu />);
  microphone.answer('denied');
  await screen.getByRole('button', { name: 'Microphone: System default' }).click();
  const allow = screen.getByRole('menuitem', { name: 'Allow and test the microphone' });
  await allow.click();
  await expect
    .element(screen.getByRole('status'), patient)
    .toHaveTextContent(/^Microphone access is blocked/);
  await expect.element(allow).toBeVisible();
});
