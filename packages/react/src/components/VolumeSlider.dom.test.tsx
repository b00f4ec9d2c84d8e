import { fireEvent, screen } from '@testing-library/react';
import { StrictMode, createRef, useState } from 'react';
import type { ReactNode } from 'react';
import { expect, test, vi } from 'vitest';
import { violations } from '../../test/support/axe.ts';
import { plain } from '../../test/support/plain.ts';
import { stage } from '../../test/support/stage.tsx';
import { useVoice } from '../index.ts';
import { VolumeSlider } from './VolumeSlider.tsx';

const slider = (): HTMLInputElement => screen.getByRole('slider', { name: 'Volume' });

function Volume(): ReactNode {
  return <output>{useVoice(({ volume }) => volume)}</output>;
}

test('the root takes the props of a <input>, and the app’s class behind ours', () => {
  const { container } = stage(
    <VolumeSlider id="own" title="Own" className="own" style={{ order: 7 }} data-test="yes" />,
  );
  const root = container.lastElementChild as HTMLInputElement;
  const { id, title, style, dataset } = root;
  expect([root.localName, id, title, style.order, dataset['test']]).toEqual([
    'input',
    'own',
    'Own',
    '7',
    'yes',
  ]);
  expect(root.className).toMatch(/^vv-.* own$/);
});

test('the ref is the root while it is on the page', () => {
  const ref = createRef<HTMLInputElement>();
  const { container, unmount } = stage(<VolumeSlider ref={ref} />);
  expect(ref.current).toBe(container.lastElementChild);
  unmount();
  expect(ref.current).toBeNull();
});

test('markup of the app’s own is given all that the root has', () => {
  const ref = createRef<HTMLInputElement>();
  const { container } = stage(
    <>
      <VolumeSlider className="own" title="Own" />
      <VolumeSlider
        ref={ref}
        className="own"
        title="Own"
        render={(props) => <input {...props} data-mine="yes" />}
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
      <VolumeSlider />
      <VolumeSlider />
    </StrictMode>,
  );
  const ids = [...container.querySelectorAll('[id]')].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(await violations(container)).toEqual([]);
  await call();
  expect(await violations(container)).toEqual([]);
});

test('it begins where the provider does, and sets the volume', async () => {
  const { script } = stage(
    <>
      <VolumeSlider />
      <Volume />
    </>,
    { volume: 0.4 },
  );
  expect([slider().value, slider().getAttribute('aria-valuetext')]).toEqual(['0.4', '40%']);
  await script(() => fireEvent.change(slider(), { target: { value: '0' } }));
  expect(screen.getByRole('status').textContent).toBe('0');
  expect(slider().dataset['state']).toBe('silent');
});

test('an app may hold the volume itself', async () => {
  const told = vi.fn();
  function Page(): ReactNode {
    const [volume, setVolume] = useState(0.5);
    return (
      <>
        <VolumeSlider
          value={volume}
          onValueChange={(next) => {
            told(next);
            setVolume(next / 2);
          }}
        />
        <Volume />
      </>
    );
  }
  const { script } = stage(<Page />);
  await script(() => fireEvent.change(slider(), { target: { value: '0.8' } }));
  expect(told).toHaveBeenCalledWith(0.8);
  expect([slider().value, screen.getByRole('status').textContent]).toEqual(['0.4', '0.4']);
});

test.each([
  [7, '1'],
  [-1, '0'],
  [Number.NaN, '0'],
])('a volume of %s is brought inside', async (value, shown) => {
  const { script } = stage(
    <>
      <VolumeSlider value={value} />
      <Volume />
    </>,
  );
  await script(() => undefined);
  expect([slider().value, screen.getByRole('status').textContent]).toEqual([shown, shown]);
});

test("the app's handler comes first and may prevent ours", async () => {
  const onChange = vi.fn((event: { preventDefault(): void }) => event.preventDefault());
  const { script } = stage(
    <>
      <VolumeSlider onChange={onChange} />
      <Volume />
    </>,
  );
  await script(() => fireEvent.change(slider(), { target: { value: '0.3' } }));
  expect(onChange).toHaveBeenCalledTimes(1);
  expect([screen.getByRole('status').textContent, slider().dataset['state']]).toEqual([
    '1',
    'audible',
  ]);
});
