import { fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { expect, test, vi } from 'vitest';
import { stage } from '../../test/support/stage.tsx';
import { useVoice } from '../index.ts';
import { VolumeSlider } from './VolumeSlider.tsx';

const slider = (): HTMLInputElement => screen.getByRole('slider', { name: 'Volume' });

function Volume(): ReactNode {
  return <output>{useVoice(({ volume }) => volume)}</output>;
}

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

test('a default is set once, and a choice of the user’s stays when it comes back', async () => {
  function Page(): ReactNode {
    const [shown, show] = useState(true);
    return (
      <>
        <button onClick={() => show(!shown)}>Settings</button>
        {shown && <VolumeSlider defaultValue={0.3} />}
        <Volume />
      </>
    );
  }
  const { script, user } = stage(<Page />);
  expect([slider().value, screen.getByRole('status').textContent]).toEqual(['0.3', '0.3']);
  await script(() => fireEvent.change(slider(), { target: { value: '0.8' } }));
  await user.click(screen.getByRole('button', { name: 'Settings' }));
  await user.click(screen.getByRole('button', { name: 'Settings' }));
  expect([slider().value, screen.getByRole('status').textContent]).toEqual(['0.8', '0.8']);
});
