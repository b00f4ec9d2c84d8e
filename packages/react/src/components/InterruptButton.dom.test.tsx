import { screen } from '@testing-library/react';
import { StrictMode, createRef } from 'react';
import { expect, test } from 'vitest';
import { violations } from '../../test/support/axe.ts';
import { plain } from '../../test/support/plain.ts';
import { stage } from '../../test/support/stage.tsx';
import { InterruptButton } from './InterruptButton.tsx';
import { Transcript } from './Transcript.tsx';

const button = (): HTMLElement => screen.getByRole('button', { name: 'Stop the assistant' });

test('the root takes the props of a <button>, and the app’s class behind ours', () => {
  const { container } = stage(
    <InterruptButton id="own" title="Own" className="own" style={{ order: 7 }} data-test="yes" />,
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
  const { container, unmount } = stage(<InterruptButton ref={ref} />);
  expect(ref.current).toBe(container.lastElementChild);
  unmount();
  expect(ref.current).toBeNull();
});

test('markup of the app’s own is given all that the root has', () => {
  const ref = createRef<HTMLButtonElement>();
  const { container } = stage(
    <>
      <InterruptButton className="own" title="Own" />
      <InterruptButton
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
      <InterruptButton />
      <InterruptButton />
    </StrictMode>,
  );
  const ids = [...container.querySelectorAll('[id]')].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(await violations(container)).toEqual([]);
  await call();
  expect(await violations(container)).toEqual([]);
});

test('while the assistant is silent it is of no use, says so, and keeps the focus', async () => {
  const { user } = stage(<InterruptButton />);
  await user.click(button());
  expect(button().getAttribute('aria-disabled')).toBe('true');
  expect(document.activeElement).toBe(button());
});

test('it stops the assistant in the middle of a sentence', async () => {
  const { call, script, user } = stage(
    <>
      <InterruptButton />
      <Transcript />
    </>,
  );
  const chat = await call();
  await script(() => chat.say('A long story.', { tones: [{ duration: 3000 }] }));
  await expect.poll(() => button().dataset['state']).toBe('speaking');
  await user.click(button());
  await expect.poll(() => button().dataset['state']).toBe('idle');
  await screen.findByText(/cut short|not spoken/);
});

test("the app's handler comes first and may prevent ours", async () => {
  const { call, script, user } = stage(
    <InterruptButton onClick={(event) => event.preventDefault()} />,
  );
  const chat = await call();
  await script(() => chat.say('A long story.', { tones: [{ duration: 3000 }] }));
  await expect.poll(() => button().dataset['state']).toBe('speaking');
  await user.click(button());
  expect(button().dataset['state']).toBe('speaking');
});
