import { cleanup, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { violations } from '../../test/support/axe.ts';
import { stage } from '../../test/support/stage.tsx';
import { MicrophoneButton, VoiceProvider } from '../index.ts';
import { german } from '../provider/labels/german.ts';
import { DeviceMenu } from './DeviceMenu.tsx';

const button = (name: RegExp | string = /^Microphone: /): HTMLButtonElement =>
  screen.getByRole('button', { name });
const items = (): string[] =>
  [...screen.getByRole('menu').children].map(
    (item) => `${item.ariaChecked === 'true' ? '* ' : ''}${item.textContent}`,
  );
const focused = (): string | null | undefined => document.activeElement?.textContent;

/** Does what opens the menu, and waits for it: it is a file of its own. */
async function opened(act: Promise<void>): Promise<void> {
  await act;
  await screen.findByRole('menu');
}

/** In a call, with a headset beside the fake microphone. */
async function withHeadset(page: ReactNode = <DeviceMenu />) {
  const set = stage(page);
  await set.call();
  await set.script(() => set.microphone.plug('Headset (046d:0a44)'));
  await expect.poll(() => button().textContent).toBe('Default – Fake microphone');
  return set;
}

test('before a call it asks for nothing by itself, and says what the default is', async () => {
  const { user, microphone, container } = stage(<DeviceMenu />);
  await expect
    .poll(() => screen.getByRole('button', { name: /Micro/ }).textContent)
    .toBe('System default');
  await expect
    .poll(() => container.querySelector('.vv-device-menu')?.getAttribute('data-state'))
    .toBe('unnamed');
  await opened(user.click(button()));
  expect(items()).toEqual(['* System default', 'Allow and test the microphone']);
  expect(microphone.requests).toEqual([]);
  expect(await violations(container)).toEqual([]);
});

test('names are those that people know, and one is listened to once it is chosen', async () => {
  const { user, microphone, container } = await withHeadset();
  await opened(user.click(button()));
  expect(items()).toEqual(['* Default – Fake microphone', 'Fake microphone', 'Headset']);
  expect(await violations(container)).toEqual([]);
  await user.click(screen.getByRole('menuitemradio', { name: 'Headset' }));
  await expect.poll(items).toContain('* Headset');
  expect(JSON.stringify(microphone.requests.at(-1))).toContain('Headset');
  expect(button().getAttribute('aria-label')).toBe('Microphone: Headset');
});

test('the keys are those of a menu button', async () => {
  const { user } = await withHeadset();
  button().focus();
  await opened(user.keyboard('{ArrowUp}'));
  expect(focused()).toBe('Headset');
  await user.keyboard('{ArrowDown}');
  expect(focused()).toBe('Default – Fake microphone');
  await user.keyboard('{ArrowUp}{Home}{ArrowDown}');
  expect(focused()).toBe('Fake microphone');
  await user.keyboard('{End}d');
  expect(focused()).toBe('Default – Fake microphone');
  // Space selects and leaves it open, Enter closes it.
  await user.keyboard('{Home}h ');
  await expect.poll(items).toContain('* Headset');
  await user.keyboard('{Escape}');
  expect([screen.queryByRole('menu'), document.activeElement]).toEqual([null, button()]);
  await user.keyboard('{Enter}');
  expect(focused()).toBe('Default – Fake microphone');
  await user.keyboard('{Enter}');
  expect([screen.queryByRole('menu'), document.activeElement]).toEqual([null, button()]);
  await expect.poll(() => button().textContent).toBe('Default – Fake microphone');
});

test('Escape closes nothing around it, and Tab goes on from the button', async () => {
  const around = vi.fn<() => void>();
  const { user } = await withHeadset(
    <div
      role="presentation"
      onKeyDown={({ key }) => {
        if (key === 'Escape') around();
      }}
    >
      <DeviceMenu />
      <button type="button">Next</button>
    </div>,
  );
  button().focus();
  await opened(user.keyboard('{ArrowDown}'));
  await user.keyboard('{Escape}');
  expect(around).not.toHaveBeenCalled();
  await user.keyboard('{ArrowDown}');
  await user.tab();
  expect([screen.queryByRole('menu'), focused()]).toEqual([null, 'Next']);
});

test('a press elsewhere closes it', async () => {
  const { user } = await withHeadset();
  await opened(user.click(button()));
  await user.click(document.body);
  expect(screen.queryByRole('menu')).toBeNull();
});

test('it follows what is plugged in and out while it is open', async () => {
  const { user, script, microphone } = await withHeadset();
  await opened(user.click(button()));
  await script(() => microphone.plug('Webcam'));
  await expect.poll(items).toContain('Webcam');
  await user.keyboard('{End}');
  expect(focused()).toBe('Webcam');
  await script(() => microphone.unplug('Webcam'));
  await expect.poll(items).not.toContain('Webcam');
  // The focus doesn't go with it.
  await expect.poll(focused).toBe('Default – Fake microphone');
});

test('a speaker is chosen by one press; where the browser chooses, it says so', async () => {
  const { call, user } = stage(<DeviceMenu kind="speaker" />, { labels: german });
  await call();
  await expect.poll(() => button(/^Lautsprecher/).textContent).toBe('Standard – Fake speaker');
  await opened(user.click(button(/^Lautsprecher/)));
  await user.click(screen.getByRole('menuitemradio', { name: 'Fake speaker' }));
  expect(screen.queryByRole('menu')).toBeNull();
  await expect.poll(() => button(/^Lautsprecher/).textContent).toBe('Fake speaker');
});

test('a browser that lets no page choose its speaker has a button that can not be pressed', async () => {
  onTestFinished(cleanup);
  render(
    <VoiceProvider>
      <DeviceMenu kind="speaker" />
    </VoiceProvider>,
  );
  await expect.poll(() => button(/^Speaker/).textContent).toBe('Chosen by your browser');
  expect(button(/^Speaker/).disabled).toBe(true);
});

test('an app may hold the choice itself', async () => {
  const told = vi.fn();
  function Page(): ReactNode {
    const [id] = useState<string | null>(null);
    return <DeviceMenu value={id} onValueChange={told} />;
  }
  const { user, microphone } = await withHeadset(<Page />);
  const before = microphone.requests.length;
  await opened(user.click(button()));
  await user.click(screen.getByRole('menuitemradio', { name: 'Headset' }));
  expect(told.mock.calls).toEqual([['id of Headset (046d:0a44)']]);
  expect([items()[0], microphone.requests.length]).toEqual(['* Default – Fake microphone', before]);
});

test('it takes the place of the native list in a split button', async () => {
  const { user } = await withHeadset(<MicrophoneButton devices={<DeviceMenu />} />);
  expect(screen.queryByRole('combobox')).toBeNull();
  await opened(user.click(button()));
  expect(items()).toHaveLength(3);
});
