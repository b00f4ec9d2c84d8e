import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { fakeAudio, fakeMicrophone } from '@vivavoce/testing';
import userEvent from '@testing-library/user-event';
import { expect, onTestFinished, test, vi } from 'vitest';
import { settle, stage } from '../../test/support/stage.tsx';
import { VoiceWidget } from './VoiceWidget.tsx';

// The browser's own part, such as the focus that stays inside, is tested in a real one: jsdom has no modal dialogs.

const launcher = (): HTMLElement => screen.getByRole('button', { name: 'Open voice assistant' });

test('handlers of the app’s own are the root’s, and hear of what is pressed in it', async () => {
  const told = vi.fn<(event: { readonly type: string }) => void>();
  const { user } = stage(<VoiceWidget onPointerEnter={told} onClick={told} onKeyDown={told} />);
  await user.click(launcher());
  await user.keyboard('a');
  expect(told.mock.calls.map(([{ type }]) => type)).toEqual(['pointerenter', 'click', 'keydown']);
  expect(screen.getByRole('dialog')).toBeTruthy();
});

test('the launcher opens the panel, which says what it is', async () => {
  const { user, container } = stage(<VoiceWidget />);
  const root = container.querySelector('.vv-widget');
  expect(root?.getAttribute('data-state')).toBe('closed');
  await user.click(launcher());
  expect(root?.getAttribute('data-state')).toBe('open');
  expect(screen.getByRole('dialog', { name: 'Voice assistant' })).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Close' }));
  expect(root?.getAttribute('data-state')).toBe('closed');
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('one tag brings a conversation of its own', async () => {
  const undo = [cleanup, fakeMicrophone('denied').undo, fakeAudio().undo];
  onTestFinished(() => undo.forEach((step) => step()));
  const user = userEvent.setup();
  render(<VoiceWidget voice={{ url: 'ws://127.0.0.1:9' }} defaultOpen />);
  await user.click(screen.getByRole('button', { name: 'Start talking' }));
  expect((await screen.findByRole('alert')).dataset['reason']).toBe('microphone-denied');
});

test('an app that holds the state decides', async () => {
  const onOpenChange = vi.fn();
  const { user } = stage(<VoiceWidget open={false} onOpenChange={onOpenChange} />);
  await user.click(launcher());
  expect(onOpenChange.mock.calls).toEqual([[true]]);
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('an app that says no to closing keeps it open, however the browser closes it', async () => {
  const onOpenChange = vi.fn();
  const { container } = stage(<VoiceWidget open onOpenChange={onOpenChange} />);
  const dialog = container.querySelector('dialog');
  for (let time = 1; time <= 3; time += 1) {
    await act(async () => {
      if (dialog) dialog.open = false;
      dialog?.dispatchEvent(new Event('close'));
      await settle();
    });
    expect([dialog?.open, onOpenChange.mock.calls.length]).toEqual([true, time]);
  }
});

test.each(['cancel', 'close'])('a %s of something inside closes nothing', async (type) => {
  const { user } = stage(
    <VoiceWidget>
      <dialog data-testid="inner" />
      <input type="file" aria-label="File" />
    </VoiceWidget>,
  );
  await user.click(launcher());
  for (const inner of [screen.getByTestId('inner'), screen.getByLabelText('File')])
    fireEvent(inner, new Event(type, { bubbles: true }));
  expect(screen.getByRole('dialog')).toHaveProperty('open', true);
});

test('Escape that ends a composition closes nothing', async () => {
  const { user } = stage(<VoiceWidget />);
  await user.click(launcher());
  const key = { key: 'Escape', cancelable: true };
  expect(fireEvent.keyDown(screen.getByRole('dialog'), { ...key, keyCode: 229 })).toBe(false);
  expect(fireEvent.keyDown(screen.getByRole('dialog'), { ...key, keyCode: 27 })).toBe(true);
});

test('a call goes on behind the closed panel, and the launcher shows it', async () => {
  const { call, user, script } = stage(<VoiceWidget />);
  await user.click(launcher());
  await user.click(screen.getByRole('button', { name: 'Close' }));
  const chat = await call();
  expect(launcher().dataset['activity']).toBe('listening');
  await script(() => chat.say('Still here.', { tones: [] }));
  await user.click(launcher());
  expect(screen.getAllByText('Still here.').length).toBeGreaterThan(0);
});

test('what is in the panel can be the app’s own', async () => {
  const { user } = stage(
    <VoiceWidget launcher="Ask Ada">
      <p>My own panel</p>
    </VoiceWidget>,
  );
  expect(launcher().textContent).toBe('Ask Ada');
  await user.click(launcher());
  expect(screen.getByRole('dialog').textContent).toContain('My own panel');
  expect(screen.queryByRole('log')).toBeNull();
});

test('where the microphone is refused one types instead, with the focus in the field, and may speak later in the same call', async () => {
  const { user, microphone, evi } = stage(<VoiceWidget defaultOpen />, { answer: 'denied' });
  await user.click(screen.getAllByRole('button', { name: 'Start talking' }).at(-1) as HTMLElement);
  await user.click(await screen.findByRole('button', { name: 'Type instead' }));
  const field = await screen.findByRole('textbox');
  const chat = await evi.nextChat();
  await expect.poll(() => document.activeElement).toBe(field);
  await user.keyboard('hello{Enter}');
  expect((await chat.next('user_input')).text).toBe('hello');
  microphone.answer('granted');
  const [button] = screen.getAllByRole('button', { name: 'Turn on microphone' });
  await user.click(button as HTMLElement);
  await expect.poll(() => [microphone.live, evi.chats.length]).toEqual([1, 1]);
});

test('greeting, suggestions and title are the app’s, and a suggestion starts the call and is said', async () => {
  const { user, evi } = stage(
    <VoiceWidget title="Ask Ada" greeting="Hello!" suggestions={['Tell me a story.']} />,
  );
  await user.click(launcher());
  const panel = screen.getByRole('dialog', { name: 'Ask Ada' });
  expect(panel.textContent).toContain('Hello!');
  await user.click(screen.getByRole('button', { name: 'Tell me a story.' }));
  const chat = await evi.nextChat();
  expect((await chat.next('user_input')).text).toBe('Tell me a story.');
});

test('the answer is stopped in it', async () => {
  const { user, call, script } = stage(<VoiceWidget defaultOpen />);
  const chat = await call();
  await script(() => chat.say('A long story.'));
  const stop = screen.getByRole('button', { name: 'Stop the assistant' });
  await expect.poll(() => stop.dataset['state']).toBe('speaking');
  await user.click(stop);
  await expect.poll(() => stop.dataset['state']).not.toBe('speaking');
});

test('Escape closes one that is not modal, but not for a dialog inside, nor where something else has used it', async () => {
  const { user } = stage(
    <VoiceWidget modal={false}>
      <dialog open data-testid="inner">
        <input aria-label="Inner" />
      </dialog>
      <input aria-label="Busy" onKeyDown={(event) => event.preventDefault()} />
      <input aria-label="Free" />
    </VoiceWidget>,
  );
  await user.click(launcher());
  const panel = document.querySelector('.vv-widget__panel');
  const escapeIn = (label: string): boolean => {
    fireEvent.keyDown(screen.getByLabelText(label), { key: 'Escape' });
    return panel?.hasAttribute('open') ?? false;
  };
  expect([escapeIn('Inner'), escapeIn('Busy'), escapeIn('Free')]).toEqual([true, true, false]);
});
