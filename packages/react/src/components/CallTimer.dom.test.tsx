import { screen } from '@testing-library/react';
import { StrictMode, createRef } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { violations } from '../../test/support/axe.ts';
import { plain } from '../../test/support/plain.ts';
import { stage } from '../../test/support/stage.tsx';
import { CallTimer } from './CallTimer.tsx';

const timer = (): HTMLElement => screen.getByRole('timer', { name: 'Duration of the call' });

test('the root takes the props of a <time>, and the app’s class behind ours', () => {
  const { container } = stage(
    <CallTimer id="own" title="Own" className="own" style={{ order: 7 }} data-test="yes" />,
  );
  const root = container.lastElementChild as HTMLTimeElement;
  const { id, title, style, dataset } = root;
  expect([root.localName, id, title, style.order, dataset['test']]).toEqual([
    'time',
    'own',
    'Own',
    '7',
    'yes',
  ]);
  expect(root.className).toMatch(/^vv-.* own$/);
});

test('the ref is the root while it is on the page', () => {
  const ref = createRef<HTMLTimeElement>();
  const { container, unmount } = stage(<CallTimer ref={ref} />);
  expect(ref.current).toBe(container.lastElementChild);
  unmount();
  expect(ref.current).toBeNull();
});

test('markup of the app’s own is given all that the root has', () => {
  const ref = createRef<HTMLTimeElement>();
  const { container } = stage(
    <>
      <CallTimer className="own" title="Own" />
      <CallTimer
        ref={ref}
        className="own"
        title="Own"
        render={(props) => <time {...props} data-mine="yes" />}
      />
    </>,
  );
  const [, ours, mine] = container.children;
  expect(ref.current).toBe(mine);
  expect(ref.current?.dataset['mine']).toBe('yes');
  mine?.removeAttribute('data-mine');
  expect(plain(mine)).toBe(plain(ours));
});

test('handlers of the app’s own are the root’s', async () => {
  const told = vi.fn<(event: { readonly type: string }) => void>();
  const { container, user } = stage(
    <CallTimer tabIndex={0} onPointerEnter={told} onClick={told} onKeyDown={told} />,
  );
  await user.click(container.lastElementChild as Element);
  await user.keyboard('a');
  expect(told.mock.calls.map(([{ type }]) => type)).toEqual(['pointerenter', 'click', 'keydown']);
});

test('two on a page share no id, and axe finds nothing wrong without a call and in one', async () => {
  const { container, call } = stage(
    <StrictMode>
      <CallTimer />
      <CallTimer />
    </StrictMode>,
  );
  const ids = [...container.querySelectorAll('[id]')].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(await violations(container)).toEqual([]);
  await call();
  expect(await violations(container)).toEqual([]);
});

test('before a call it stands at zero', () => {
  stage(<CallTimer />);
  expect([timer().textContent, timer().dataset['state']]).toEqual(['0:00', 'idle']);
});

test('a machine that slept before the call has no call that began hours ago', async () => {
  const now = Date.now;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() + 7_200_000);
  onTestFinished(() => clock.mockRestore());
  const { call } = stage(<CallTimer />);
  await call();
  expect(timer().textContent).toMatch(/^0:0\d$/);
  // Nor one that will begin, where the date is set back meanwhile.
  clock.mockImplementation(() => now() - 7_200_000);
  await expect.poll(() => timer().textContent, { timeout: 4000 }).toBe('0:00');
});

test('it counts whole seconds while the call lasts, and stays when it is over', async () => {
  const { call, user } = stage(<CallTimer />);
  await call();
  const start = Date.now();
  const clock = vi.spyOn(Date, 'now');
  onTestFinished(() => clock.mockRestore());
  clock.mockImplementation(() => start + 65_500);
  await expect.poll(() => timer().textContent, { timeout: 4000 }).toBe('1:05');
  expect(timer().getAttribute('datetime')).toBe('PT65S');
  expect(timer().dataset['state']).toBe('running');
  clock.mockImplementation(() => start + 3_725_500);
  await user.click(screen.getByRole('button', { name: 'Hang up' }));
  await expect.poll(() => timer().dataset['state']).toBe('ended');
  clock.mockImplementation(() => start + 9_000_000);
  expect(timer().textContent).toBe('1:02:05');
});
