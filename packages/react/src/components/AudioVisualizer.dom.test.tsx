import { screen } from '@testing-library/react';
import { StrictMode, createRef } from 'react';
import { expect, test, vi } from 'vitest';
import { violations } from '../../test/support/axe.ts';
import { plain } from '../../test/support/plain.ts';
import { stage } from '../../test/support/stage.tsx';
import { AudioVisualizer } from './AudioVisualizer.tsx';

test('the root takes the props of a <canvas>, and the app’s class behind ours', () => {
  const { container } = stage(
    <AudioVisualizer id="own" title="Own" className="own" style={{ order: 7 }} data-test="yes" />,
  );
  const root = container.lastElementChild as HTMLCanvasElement;
  const { id, title, style, dataset } = root;
  expect([root.localName, id, title, style.order, dataset['test']]).toEqual([
    'canvas',
    'own',
    'Own',
    '7',
    'yes',
  ]);
  expect(root.className).toMatch(/^vv-.* own$/);
});

test('the ref is the root while it is on the page', () => {
  const ref = createRef<HTMLCanvasElement>();
  const { container, unmount } = stage(<AudioVisualizer ref={ref} />);
  expect(ref.current).toBe(container.lastElementChild);
  unmount();
  expect(ref.current).toBeNull();
});

test('markup of the app’s own is given all that the root has', () => {
  const ref = createRef<HTMLCanvasElement>();
  const { container } = stage(
    <>
      <AudioVisualizer className="own" title="Own" />
      <AudioVisualizer
        ref={ref}
        className="own"
        title="Own"
        render={(props) => <canvas {...props} data-mine="yes" />}
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
    <AudioVisualizer tabIndex={0} onPointerEnter={told} onClick={told} onKeyDown={told} />,
  );
  await user.click(container.lastElementChild as Element);
  await user.keyboard('a');
  expect(told.mock.calls.map(([{ type }]) => type)).toEqual(['pointerenter', 'click', 'keydown']);
});

test('two on a page share no id, and axe finds nothing wrong without a call and in one', async () => {
  const { container, call } = stage(
    <StrictMode>
      <AudioVisualizer />
      <AudioVisualizer />
    </StrictMode>,
  );
  const ids = [...container.querySelectorAll('[id]')].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(await violations(container)).toEqual([]);
  await call();
  expect(await violations(container)).toEqual([]);
});

test('is a picture of what goes on, in words', async () => {
  const { call, script } = stage(<AudioVisualizer shape="orb" />);
  expect(screen.getByRole('img', { name: 'Not connected' }).dataset).toMatchObject({
    state: 'none',
    shape: 'orb',
  });
  const chat = await call();
  expect(screen.getByRole('img', { name: 'Listening' })).toBeTruthy();
  await script(() => chat.hear('hello'));
  expect(screen.getByRole('img', { name: 'Thinking' }).dataset['state']).toBe('thinking');
});

test('a name of the app’s own goes first', () => {
  stage(<AudioVisualizer aria-label="Ada’s voice" />);
  expect(screen.getByRole('img', { name: 'Ada’s voice' })).toBeTruthy();
});
