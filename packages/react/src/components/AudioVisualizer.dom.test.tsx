import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { violations } from '../../test/support/axe.ts';
import { stage } from '../../test/support/stage.tsx';
import { AudioVisualizer } from './AudioVisualizer.tsx';

test('is a picture of what goes on, in words', async () => {
  const { call, script } = stage(<AudioVisualizer shape="orb" />);
  expect(screen.getByRole('img', { name: 'Not connected' }).dataset).toMatchObject({
    state: 'idle',
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

test('a picture of the user says what the user does, whatever the assistant does', async () => {
  const { call, script } = stage(
    <>
      <AudioVisualizer participant="user" />
      <AudioVisualizer participant="assistant" />
    </>,
  );
  const chat = await call();
  await script(() => chat.say('Good morning.'));
  expect(screen.getAllByRole('img').map((picture) => picture.getAttribute('aria-label'))).toEqual([
    'Listening',
    'Assistant is speaking',
  ]);
});

test('what the app says goes on is shown without a provider, in words, and its markup may be the app’s', async () => {
  const { rerender, container } = render(<AudioVisualizer shape="ring" state="thinking" />);
  const picture = screen.getByRole('img', { name: 'Thinking' });
  expect(picture.dataset).toMatchObject({ state: 'thinking', shape: 'ring' });
  rerender(<AudioVisualizer shape="ring" state="speaking" level={0.4} />);
  expect(screen.getByRole('img', { name: 'Assistant is speaking' })).toBe(picture);
  rerender(
    <AudioVisualizer
      state="muted"
      render={(props) => <canvas {...props} data-mine="yes" aria-label="Off" />}
    />,
  );
  expect(screen.getByRole('img', { name: 'Off' }).dataset['mine']).toBe('yes');
  expect(await violations(container)).toEqual([]);
});
