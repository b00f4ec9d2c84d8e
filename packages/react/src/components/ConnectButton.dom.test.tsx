import { screen } from '@testing-library/react';
import { StrictMode, createRef } from 'react';
import { expect, test, vi } from 'vitest';
import { violations } from '../../test/support/axe.ts';
import { plain } from '../../test/support/plain.ts';
import { stage } from '../../test/support/stage.tsx';
import { ConnectButton } from './ConnectButton.tsx';

// The stage brings a connect button of its own, which these tests press.
const button = (): HTMLElement => screen.getByRole('button');

test('the root takes the props of a <button>, and the app’s class behind ours', () => {
  const { container } = stage(
    <ConnectButton id="own" title="Own" className="own" style={{ order: 7 }} data-test="yes" />,
  );
  const root = container.lastElementChild as HTMLButtonElement;
  const { id, title, style, dataset } = root;
  expect([root.localName, id, title, style.order, dataset['test']]).toEqual([
    'button',
    'own',
    'Own',
    '7',
    'yes',
  ]);
  expect(root.className).toMatch(/^vv-.* own$/);
});

test('the ref is the root while it is on the page', () => {
  const ref = createRef<HTMLButtonElement>();
  const { container, unmount } = stage(<ConnectButton ref={ref} />);
  expect(ref.current).toBe(container.lastElementChild);
  unmount();
  expect(ref.current).toBeNull();
});

test('markup of the app’s own is given all that the root has', () => {
  const ref = createRef<HTMLButtonElement>();
  const { container } = stage(
    <>
      <ConnectButton className="own" title="Own" />
      <ConnectButton
        ref={ref}
        className="own"
        title="Own"
        render={(props) => <button {...props} data-mine="yes" />}
      />
    </>,
  );
  const [, ours, mine] = container.children;
  expect(ref.current).toBe(mine);
  expect(ref.current?.dataset['mine']).toBe('yes');
  mine?.removeAttribute('data-mine');
  expect(plain(mine)).toBe(plain(ours));
});

test('two on a page share no id, and axe finds nothing wrong without a call and in one', async () => {
  // The stage brings one.
  const { container, call } = stage(
    <StrictMode>
      <ConnectButton>Another</ConnectButton>
    </StrictMode>,
  );
  const ids = [...container.querySelectorAll('[id]')].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(await violations(container)).toEqual([]);
  await call();
  expect(await violations(container)).toEqual([]);
});

test('says what it will do, all the way up and down', async () => {
  const { user, evi, microphone } = stage(null, { answer: 'asking', onChat: () => undefined });
  expect([button().textContent, button().dataset['state']]).toEqual(['Start talking', 'idle']);
  await user.click(button());
  expect([button().textContent, button().dataset['state']]).toEqual(['Cancel', 'connecting']);
  expect(button().getAttribute('aria-busy')).toBe('true');
  microphone.answer('granted');
  (await evi.nextChat()).greet();
  await screen.findByText('Hang up');
  expect(button().dataset['state']).toBe('connected');
  expect(button().hasAttribute('aria-busy')).toBe(false);
  await user.click(button());
  await screen.findByText('Start talking');
  expect(button().dataset['state']).toBe('closed');
});

test('a second press while connecting hangs up, and nothing stays open', async () => {
  const { user, microphone, audio, evi } = stage(null, { onChat: () => undefined });
  await user.click(button());
  await evi.nextChat();
  await user.click(button());
  await screen.findByText('Start talking');
  expect([microphone.live, audio.openContexts]).toEqual([0, 0]);
});

test("the app's handler comes first and may prevent ours", async () => {
  const { user, rerender, evi } = stage(null);
  const onClick = vi.fn((event: { preventDefault(): void }) => event.preventDefault());
  const { VoiceProvider } = await import('../index.ts');
  rerender(
    <VoiceProvider url={evi.url} thread="main">
      <ConnectButton onClick={onClick}>Go</ConnectButton>
    </VoiceProvider>,
  );
  await user.click(screen.getByRole('button', { name: 'Go' }));
  expect(onClick).toHaveBeenCalledTimes(1);
  expect(button().dataset['state']).toBe('idle');
});

test('the keyboard works it', async () => {
  const { user } = stage(null);
  await user.tab();
  expect(document.activeElement).toBe(button());
  await user.keyboard('{Enter}');
  await screen.findByText('Hang up');
  expect(document.activeElement).toBe(button());
});
