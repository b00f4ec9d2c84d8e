import { screen } from '@testing-library/react';
import { StrictMode, createRef } from 'react';
import { expect, test, vi } from 'vitest';
import { violations } from '../../test/support/axe.ts';
import { plain } from '../../test/support/plain.ts';
import { stage } from '../../test/support/stage.tsx';
import { MuteButton } from './MuteButton.tsx';

const button = (): HTMLElement => screen.getByRole('button', { name: 'Mute microphone' });
const look = (): unknown[] => [button().dataset['state'], button().getAttribute('aria-pressed')];

test('the root takes the props of a <button>, and the app’s class behind ours', () => {
  const { container } = stage(
    <MuteButton id="own" title="Own" className="own" style={{ order: 7 }} data-test="yes" />,
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
  const { container, unmount } = stage(<MuteButton ref={ref} />);
  expect(ref.current).toBe(container.lastElementChild);
  unmount();
  expect(ref.current).toBeNull();
});

test('markup of the app’s own is given all that the root has', () => {
  const ref = createRef<HTMLButtonElement>();
  const { container } = stage(
    <>
      <MuteButton className="own" title="Own" />
      <MuteButton
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
  const { container, call } = stage(
    <StrictMode>
      <MuteButton />
      <MuteButton />
    </StrictMode>,
  );
  const ids = [...container.querySelectorAll('[id]')].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(await violations(container)).toEqual([]);
  await call();
  expect(await violations(container)).toEqual([]);
});

test('is of no use without a microphone, and says so', async () => {
  const { user } = stage(<MuteButton />);
  expect(button().getAttribute('aria-disabled')).toBe('true');
  await user.click(button());
  expect(look()).toEqual(['off', 'false']);
});

test('is pressed while muted, and its name stays', async () => {
  const { user, call } = stage(<MuteButton />);
  await call();
  expect(look()).toEqual(['live', 'false']);
  expect(button().hasAttribute('aria-disabled')).toBe(false);
  await user.click(button());
  expect(look()).toEqual(['muted', 'true']);
  await user.click(button());
  expect(look()).toEqual(['live', 'false']);
});

test('a microphone that the system keeps silent may be muted still', async () => {
  const { user, call, microphone } = stage(<MuteButton />);
  microphone.silence();
  await call();
  expect(look()).toEqual(['silent', 'false']);
  await user.click(button());
  expect(look()).toEqual(['muted', 'true']);
  await user.click(button());
  expect(look()).toEqual(['silent', 'false']);
});

test('a conversation that begins muted shows it', async () => {
  const { call } = stage(<MuteButton />, { muted: true });
  await call();
  expect(look()).toEqual(['muted', 'true']);
});

test("the app's handler comes first and may prevent ours", async () => {
  const onClick = vi.fn((event: { preventDefault(): void }) => event.preventDefault());
  const { user, call } = stage(<MuteButton onClick={onClick} />);
  await call();
  await user.click(button());
  expect(onClick).toHaveBeenCalledTimes(1);
  expect(look()).toEqual(['live', 'false']);
});
