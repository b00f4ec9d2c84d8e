import type { ReactNode } from 'react';
import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import {
  ConnectButton,
  DeviceSelect,
  InterruptButton,
  MuteButton,
  PushToTalkButton,
  TextInput,
  Transcript,
  VoiceWidget,
  VolumeSlider,
  useMicrophone,
} from '../../src/index.ts';
import { devtools } from '../support/devtools.ts';
import { browserStage, focused, tabTo } from '../support/call-in-chromium.tsx';

// Each component by keyboard alone, by the names that assistive technology tells, in a real browser.

function Microphone(): string {
  const { state, muted } = useMicrophone();
  return muted ? 'muted' : state;
}

test('a call is begun, muted, unmuted and ended, and the focus is never lost', async () => {
  const { screen, nextChat } = await browserStage(
    <>
      <ConnectButton />
      <MuteButton />
    </>,
  );
  await tabTo('Start talking');
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByRole('button', { name: 'Hang up' })).toHaveFocus();
  await nextChat();
  const mute = screen.getByRole('button', { name: 'Mute microphone' });
  await tabTo('Mute microphone');
  await userEvent.keyboard(' ');
  await expect.element(mute).toHaveAttribute('aria-pressed', 'true');
  await userEvent.keyboard('{Enter}');
  await expect.element(mute).toHaveAttribute('aria-pressed', 'false');
  await userEvent.tab({ shift: true });
  await userEvent.keyboard(' ');
  await expect.element(screen.getByRole('button', { name: 'Start talking' })).toHaveFocus();
});

test('a button that is of no use can be reached, says so and does nothing', async () => {
  const { screen } = await browserStage(
    <>
      <InterruptButton />
      <PushToTalkButton />
    </>,
  );
  for (const name of ['Stop the assistant', 'Hold to talk']) {
    await tabTo(name);
    await userEvent.keyboard('{Enter}');
    const button = screen.getByRole('button', { name });
    await expect.element(button).toHaveFocus();
    await expect.element(button).toHaveAttribute('aria-disabled', 'true');
    if (name !== 'Stop the assistant') {
      await expect.element(button).toHaveAttribute('aria-pressed', 'false');
    }
  }
});

test.each(['{ }', '{Enter}'])('%s held on the button talks', async (key) => {
  const { screen, nextChat } = await browserStage(
    <>
      <ConnectButton />
      <PushToTalkButton />
      <output>
        <Microphone />
      </output>
    </>,
    { pushToTalk: true },
  );
  await tabTo('Start talking');
  await userEvent.keyboard('{Enter}');
  await nextChat();
  const microphone = screen.getByRole('status');
  await expect.element(microphone).toHaveTextContent('muted');
  await tabTo('Hold to talk');
  await userEvent.keyboard(key.replace('}', '>}'));
  await expect.element(microphone).toHaveTextContent('live');
  const button = screen.getByRole('button', { name: 'Hold to talk' });
  await expect.element(button).toHaveAttribute('aria-pressed', 'true');
  await userEvent.keyboard(key.replace('{', '{/'));
  await expect.element(microphone).toHaveTextContent('muted');
  await expect.element(button).toHaveFocus();
});

test('the key of the page talks, is left to who types, and lets go when the focus leaves the window', async () => {
  const { screen, nextChat } = await browserStage(
    <>
      <ConnectButton />
      <PushToTalkButton shortcut="KeyT" />
      <TextInput />
      <output aria-label="Microphone">
        <Microphone />
      </output>
    </>,
    { pushToTalk: true },
  );
  await screen.getByRole('button', { name: 'Start talking' }).click();
  await nextChat();
  const microphone = screen.getByRole('status', { name: 'Microphone' });
  await expect.element(microphone).toHaveTextContent('muted');
  (document.activeElement as HTMLElement).blur();
  await userEvent.keyboard('{t>}');
  await expect.element(microphone).toHaveTextContent('live');
  window.dispatchEvent(new Event('blur'));
  await expect.element(microphone).toHaveTextContent('muted');
  await userEvent.keyboard('{/t}');
  const field = screen.getByRole('textbox', { name: 'Message' });
  await field.click();
  await userEvent.keyboard('tttt');
  await expect.element(field).toHaveValue('tttt');
  await expect.element(microphone).toHaveTextContent('muted');
});

test('arrows, Home and End move the volume, and it is told in words', async () => {
  const { screen } = await browserStage(<VolumeSlider />, { volume: 0.5 });
  const slider = screen.getByRole('slider', { name: 'Volume' });
  await tabTo('Volume');
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(slider).toHaveAttribute('aria-valuetext', '55%');
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  await expect.element(slider).toHaveAttribute('aria-valuetext', '45%');
  await userEvent.keyboard('{Home}');
  await expect.element(slider).toHaveAttribute('data-state', 'silent');
  await userEvent.keyboard('{End}');
  await expect.element(slider).toHaveAttribute('aria-valuetext', '100%');
});

test('arrows choose a microphone, and it is listened to', async () => {
  const { screen, microphone, nextChat } = await browserStage(
    <>
      <ConnectButton />
      <DeviceSelect />
    </>,
  );
  await screen.getByRole('button', { name: 'Start talking' }).click();
  await nextChat();
  const list = screen.getByRole('combobox', { name: 'Microphone' });
  await expect.element(list).toHaveAttribute('data-state', 'named');
  microphone.plug('Headset');
  await expect.element(list).toHaveTextContent('Headset');
  await tabTo('Microphone');
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  await expect.element(list).toHaveValue('id of Headset');
  await vi.waitFor(() => expect(JSON.stringify(microphone.requests.at(-1))).toContain('Headset'));
  await expect.element(list).toHaveFocus();
});

test('a letter finds a device by its name', async () => {
  const { screen, microphone, nextChat } = await browserStage(
    <>
      <ConnectButton />
      <DeviceSelect />
    </>,
  );
  await screen.getByRole('button', { name: 'Start talking' }).click();
  await nextChat();
  microphone.plug('Yeti');
  const list = screen.getByRole('combobox', { name: 'Microphone' });
  await expect.element(list).toHaveTextContent('Yeti');
  await tabTo('Microphone');
  await userEvent.keyboard('y');
  await expect.element(list).toHaveValue('id of Yeti');
});

test('Enter sends, Shift and Enter begin a line, and the focus stays for the next', async () => {
  const { screen, nextChat } = await browserStage(
    <>
      <ConnectButton />
      <TextInput />
    </>,
  );
  await screen.getByRole('button', { name: 'Start talking' }).click();
  const chat = await nextChat();
  const field = screen.getByRole('textbox', { name: 'Message' });
  await expect.element(field).toHaveAttribute('placeholder', 'Type a message');
  await tabTo('Message');
  await userEvent.keyboard('one{Shift>}{Enter}{/Shift}two{Enter}');
  expect((await chat.next('user_input')).text).toBe('one\ntwo');
  await expect.element(field).toHaveValue('');
  await expect.element(field).toHaveFocus();
});

test('a modal widget keeps the keyboard inside, and Escape gives the focus back', async () => {
  const { screen } = await browserStage(
    <>
      <a href="#before">Before</a>
      <VoiceWidget modal />
      <a href="#after">After</a>
    </>,
  );
  await tabTo('Open voice assistant');
  const launcher = screen.getByRole('button', { name: 'Open voice assistant' });
  await expect.element(launcher).toHaveAttribute('aria-expanded', 'false');
  await userEvent.keyboard('{Enter}');
  const panel = screen.getByRole('dialog', { name: 'Voice assistant' });
  await expect.element(panel).toBeVisible();
  await expect.element(screen.getByRole('button', { name: 'Start talking' })).toHaveFocus();
  const dialog = panel.element();
  for (let stop = 0; stop < 8; stop += 1) {
    await userEvent.tab();
    const { activeElement } = document;
    // The browser's own controls are the only other stop.
    expect(dialog.contains(activeElement) || activeElement === document.body).toBe(true);
  }
  await userEvent.keyboard('{Escape}');
  await expect.element(panel).not.toBeInTheDocument();
  await expect.element(launcher).toHaveFocus();
  await expect.element(launcher).toHaveAttribute('aria-expanded', 'false');
});

test('the close button of the widget gives the focus back, and the call goes on', async () => {
  const { screen, nextChat } = await browserStage(<VoiceWidget modal defaultOpen />);
  await expect.element(screen.getByRole('button', { name: 'Start talking' })).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  const chat = await nextChat();
  await expect.element(screen.getByRole('button', { name: 'Hang up' })).toHaveFocus();
  await tabTo('Close');
  await userEvent.keyboard(' ');
  const launcher = screen.getByRole('button', { name: 'Open voice assistant' });
  await expect.element(launcher).toHaveFocus();
  await expect.element(launcher).toHaveAttribute('data-activity', 'listening');
  chat.hear('still here');
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByRole('log')).toHaveTextContent('still here');
});

test('Escape in an open list of the widget closes the list alone', async () => {
  const { screen, nextChat } = await browserStage(<VoiceWidget modal defaultOpen />);
  await userEvent.keyboard('{Enter}');
  const chat = await nextChat();
  chat.hear('hello');
  await tabTo('Copy or save the transcript');
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByRole('button', { name: 'Save as text' })).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect
    .element(screen.getByRole('button', { name: 'Save as text' }))
    .not.toBeInTheDocument();
  await expect.element(screen.getByRole('dialog')).toBeVisible();
  expect(focused()).toBe('Copy or save the transcript');
  await userEvent.keyboard('{Escape}');
  await expect.element(screen.getByRole('dialog')).not.toBeInTheDocument();
});

test('a long transcript is scrolled by the keyboard', async () => {
  const { screen, nextChat } = await browserStage(
    <>
      <ConnectButton />
      <Transcript style={{ blockSize: '12rem' }} />
    </>,
  );
  await screen.getByRole('button', { name: 'Start talking' }).click();
  const chat = await nextChat();
  for (let count = 0; count < 30; count += 1) chat.hear(`words ${count}`);
  const log = screen.getByRole('log', { name: 'Transcript' });
  await expect.element(log).toHaveTextContent('words 29');
  await tabTo('Transcript');
  await userEvent.keyboard('{PageUp}');
  await expect.element(log).toHaveAttribute('data-state', 'scrolled');
  await userEvent.keyboard('{End}');
  await expect.element(log).toHaveAttribute('data-state', 'following');
});

/** A call that is held to talk, with that beside it. */
async function pushToTalkWith(more: ReactNode) {
  const world = await browserStage(
    <>
      <ConnectButton />
      <PushToTalkButton />
      <output>
        <Microphone />
      </output>
      {more}
    </>,
    { pushToTalk: true },
  );
  await world.screen.getByRole('button', { name: 'Start talking' }).click();
  const chat = await world.nextChat();
  const microphone = world.screen.getByRole('status');
  await expect.element(microphone).toHaveTextContent('muted');
  (document.activeElement as HTMLElement).blur();
  return { ...world, chat, microphone };
}

test('a key that goes up in a frame is let go of', async () => {
  const { screen, microphone } = await pushToTalkWith(
    <iframe title="Another" srcDoc="<input>" style={{ blockSize: '3rem' }} />,
  );
  await userEvent.keyboard('{ >}');
  await expect.element(microphone).toHaveTextContent('live');
  const frame = screen.getByTitle('Another').element() as HTMLIFrameElement;
  await vi.waitFor(() => expect(frame.contentDocument?.querySelector('input')).toBeTruthy());
  frame.contentDocument?.querySelector('input')?.focus();
  await expect.element(microphone).toHaveTextContent('muted');
  await userEvent.keyboard('{/ }');
});

test('Space scrolls the transcript that has the focus, and toggles a control in a shadow root', async () => {
  const { screen, chat, microphone } = await pushToTalkWith(
    <>
      <Transcript style={{ blockSize: '6rem' }} limit={5} />
      <div
        ref={(host) => {
          if (host && !host.shadowRoot)
            host.attachShadow({ mode: 'open' }).innerHTML = '<input type="checkbox">';
        }}
        data-testid="host"
      />
    </>,
  );
  for (let count = 0; count < 30; count += 1) chat.hear(`words ${count}`);
  const log = screen.getByRole('log', { name: 'Transcript' });
  await expect.element(log).toHaveTextContent('words 29');
  (log.element() as HTMLElement).focus();
  log.element().scrollTop = 0;
  await userEvent.keyboard('{ >}');
  await vi.waitFor(() => expect(log.element().scrollTop).toBeGreaterThan(0));
  await expect.element(microphone).toHaveTextContent('muted');
  await userEvent.keyboard('{/ }');
  const box = screen.getByTestId('host').element().shadowRoot?.querySelector('input');
  box?.focus();
  await userEvent.keyboard(' ');
  await vi.waitFor(() => expect(box?.checked).toBe(true));
  await expect.element(microphone).toHaveTextContent('muted');
});

test('an input method composes a word with Enter, and only another Enter sends it', async () => {
  const { screen, nextChat } = await browserStage(
    <>
      <ConnectButton />
      <TextInput />
    </>,
  );
  await screen.getByRole('button', { name: 'Start talking' }).click();
  const chat = await nextChat();
  const field = screen.getByRole('textbox', { name: 'Message' });
  await field.click();
  const { send } = devtools();
  await send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
  const enter = { key: 'Enter', code: 'Enter' };
  // What Chromium tells of a key that the method keeps, and what Safari tells of it when the word is done.
  await send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    ...enter,
    windowsVirtualKeyCode: 229,
  });
  await send('Input.insertText', { text: '日本' });
  await send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    ...enter,
    windowsVirtualKeyCode: 229,
  });
  await expect.element(field).toHaveValue('日本');
  await userEvent.keyboard('{Enter}');
  expect((await chat.next('user_input')).text).toBe('日本');
  expect(chat.received.filter(({ type }) => type === 'user_input')).toHaveLength(1);
});
