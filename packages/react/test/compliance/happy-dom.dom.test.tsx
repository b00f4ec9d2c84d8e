// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { VoiceProvider, VoiceWidget } from '../../src/index.ts';
import { Everything } from '../support/everything.tsx';

test('every component mounts, opens and leaves in happy-dom', () => {
  render(
    <VoiceProvider>
      <Everything />
      <VoiceWidget defaultOpen title="open from the first" />
    </VoiceProvider>,
  );
  expect('happyDOM' in window).toBe(true);
  expect(screen.getAllByRole('dialog')).toHaveLength(1);
  cleanup();
});
