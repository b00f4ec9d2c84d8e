import { render, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { ConnectButton, ConnectionStatus, english } from '../index.ts';
import { VoicePreview } from './VoicePreview.tsx';

test('components show the state that is said, and another one when it changes', () => {
  const page = (status: 'connecting' | 'idle') => (
    <VoicePreview state={{ connection: { status } }} labels={{ ...english, connect: 'Call us' }}>
      <ConnectButton />
    </VoicePreview>
  );
  const { container, rerender } = render(page('connecting'));
  const button = within(container).getByRole('button', { name: 'Cancel' });
  rerender(page('idle'));
  expect(button.textContent).toBe('Call us');
  expect(button.dataset['state']).toBe('idle');
});

test('a command is the app’s, and nothing is opened', async () => {
  const connect = vi.fn();
  const { container, rerender } = render(
    <VoicePreview commands={{ connect }}>
      <ConnectButton />
      <ConnectionStatus />
    </VoicePreview>,
  );
  const user = userEvent.setup();
  await user.click(within(container).getByRole('button', { name: 'Start talking' }));
  expect(connect).toHaveBeenCalledOnce();
  rerender(
    <VoicePreview>
      <ConnectButton />
      <ConnectionStatus />
    </VoicePreview>,
  );
  await user.click(within(container).getByRole('button', { name: 'Start talking' }));
  expect(connect).toHaveBeenCalledOnce();
  expect(within(container).getByRole('button', { name: 'Start talking' }).dataset['state']).toBe(
    'idle',
  );
});
