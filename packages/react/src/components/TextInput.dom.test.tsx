import { act, fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { expect, onTestFinished, test, vi } from 'vitest';
import { settle, stage } from '../../test/support/stage.tsx';
import { VoiceProvider } from '../index.ts';
import { TextInput } from './TextInput.tsx';

const field = (): HTMLTextAreaElement => screen.getByRole('textbox', { name: 'Message' });
const send = (): HTMLButtonElement => screen.getByRole('button', { name: 'Send' });

test('Enter sends what was typed, empties the field and keeps the focus there', async () => {
  const { user, call } = stage(<TextInput />);
  const chat = await call();
  await user.type(field(), 'hello there{Enter}');
  expect((await chat.next('user_input')).text).toBe('hello there');
  expect(field().value).toBe('');
  expect(document.activeElement).toBe(field());
});

test('the button sends too, and the focus goes back to the field', async () => {
  const { user, call } = stage(<TextInput />);
  const chat = await call();
  await user.type(field(), 'hello');
  await user.click(send());
  expect((await chat.next('user_input')).text).toBe('hello');
  expect(document.activeElement).toBe(field());
});

test('Shift and Enter begin a new line, and Enter belongs to an input method while it composes', async () => {
  const { user, call } = stage(<TextInput />);
  const chat = await call();
  await user.type(field(), 'one{Shift>}{Enter}{/Shift}two');
  expect(field().value).toBe('one\ntwo');
  fireEvent.keyDown(field(), { key: 'Enter', isComposing: true });
  // Safari's way: the composition has ended, and the key code alone tells.
  fireEvent.compositionEnd(field());
  fireEvent.keyDown(field(), { key: 'Enter', keyCode: 229 });
  await settle();
  expect(chat.received.some(({ type }) => type === 'user_input')).toBe(false);
  expect(field().value).toBe('one\ntwo');
});

test.each([
  ['around it', (input: ReactNode): ReactNode => input],
  [
    'that a portal leads out of',
    (input: ReactNode): ReactNode => createPortal(input, document.body),
  ],
])('a form %s hears nothing of what is sent', async (_, place) => {
  const submit = vi.fn((event: { preventDefault(): void }) => event.preventDefault());
  const { user, call, container } = stage(<form onSubmit={submit}>{place(<TextInput />)}</form>);
  const native = vi.fn((event: Event) => event.preventDefault());
  container.querySelector('form')?.addEventListener('submit', native);
  const chat = await call();
  await user.type(field(), 'one{Enter}');
  expect((await chat.next('user_input')).text).toBe('one');
  await user.type(field(), 'two');
  await user.click(send());
  expect((await chat.next('user_input')).text).toBe('two');
  expect([submit.mock.calls, native.mock.calls]).toEqual([[], []]);
});

test('a form of the app’s own markup sends by its own button, and tells no form around it', async () => {
  const submit = vi.fn();
  const { user, call } = stage(
    <form onSubmit={submit}>
      {createPortal(
        <TextInput
          defaultValue="one"
          render={({ children, ref: _, ...props }) => (
            <form {...(props as object)}>
              {children}
              <button>Go</button>
            </form>
          )}
        />,
        document.body,
      )}
    </form>,
  );
  const chat = await call();
  await user.click(screen.getByRole('button', { name: 'Go' }));
  expect((await chat.next('user_input')).text).toBe('one');
  expect(submit).not.toHaveBeenCalled();
});

test('in a form it hydrates as it was rendered on the server', async () => {
  const complaints = vi.spyOn(console, 'error');
  onTestFinished(() => complaints.mockRestore());
  const page = (
    <form>
      <VoiceProvider>
        <TextInput />
      </VoiceProvider>
    </form>
  );
  const container = document.createElement('div');
  container.innerHTML = renderToString(page);
  const recovered = vi.fn();
  const root = await act(() => hydrateRoot(container, page, { onRecoverableError: recovered }));
  expect(container.querySelectorAll('form')).toHaveLength(1);
  act(() => root.unmount());
  // React 18 says so of a server that has a document, which this one alone has.
  const said = complaints.mock.calls.filter(
    ([text]) => !/useLayoutEffect does nothing/.test(String(text)),
  );
  expect([recovered.mock.calls, said]).toEqual([[], []]);
});

test('without a connection the text stays, and the field says why', async () => {
  const { user } = stage(<TextInput />);
  expect(field().placeholder).toBe('Start the call to send a message');
  const why = screen.getByRole('status');
  expect(why.textContent).toBe('');
  await user.type(field(), 'hello{Enter}');
  expect(field().value).toBe('hello');
  expect(why.textContent).toBe('Start the call to send a message');
  await user.type(field(), '!');
  expect(why.textContent).toBe('');
  expect(send().getAttribute('aria-disabled')).toBe('true');
  await user.click(send());
  expect(why.textContent).toBe('Start the call to send a message');
});

test('while the line comes back the text stays, and nobody is told to connect', async () => {
  const { user, call, script, container } = stage(<TextInput />, {
    reconnect: { nextDelay: () => 60_000 },
  });
  const chat = await call();
  await user.type(field(), 'hello');
  await script(() => chat.drop());
  await vi.waitFor(() =>
    expect(container.querySelector('.vv-text-input')).toHaveProperty(
      'dataset.state',
      'reconnecting',
    ),
  );
  expect(field().placeholder).toBe('Type a message');
  const why = screen.getByRole('status');
  expect(why.textContent).toBe('');
  await user.keyboard('{Enter}');
  expect(field().value).toBe('hello');
  expect(why.textContent).toBe('Not sent yet: no connection. Your text is kept.');
});

test('blanks are nothing to send', async () => {
  const { user, call } = stage(<TextInput />);
  await call();
  await user.type(field(), '   ');
  expect(send().disabled).toBe(true);
});

test('an app may hold the text itself', async () => {
  function Shouting(): ReactNode {
    const [text, setText] = useState('');
    return <TextInput value={text} onValueChange={(next) => setText(next.toUpperCase())} />;
  }
  const { user, call } = stage(<Shouting />);
  const chat = await call();
  await user.type(field(), 'hey');
  expect(field().value).toBe('HEY');
  await user.keyboard('{Enter}');
  expect((await chat.next('user_input')).text).toBe('HEY');
  expect(field().value).toBe('');
});

test("the app's handler comes first and may prevent ours", async () => {
  const onSubmit = vi.fn((event: { preventDefault(): void }) => event.preventDefault());
  const { user, call } = stage(<TextInput defaultValue="draft" onSubmit={onSubmit} />);
  await call();
  await user.click(send());
  expect(onSubmit).toHaveBeenCalledTimes(1);
  expect(field().value).toBe('draft');
});

test('100 kB of text go out whole', async () => {
  const { user, call } = stage(<TextInput />);
  const chat = await call();
  const long = 'wörter '.repeat(15_000);
  fireEvent.change(field(), { target: { value: long } });
  await user.click(send());
  expect((await chat.next('user_input')).text).toBe(long);
});
