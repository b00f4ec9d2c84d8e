import { Profiler } from 'react';
import { expect, test, vi } from 'vitest';
import { ConnectButton, Transcript } from '../../src/index.ts';
import { browserStage } from '../support/call-in-chromium.tsx';

// Rule: one commit for each message at most, with layout and scrolling as they are in a real browser.
test('a message makes one commit of a transcript that follows its end', async () => {
  const committed = vi.fn();
  const { screen, nextChat } = await browserStage(
    <>
      <ConnectButton />
      <Profiler id="transcript" onRender={committed}>
        <Transcript style={{ blockSize: '10rem' }} />
      </Profiler>
    </>,
  );
  await screen.getByRole('button', { name: 'Start talking' }).click();
  const chat = await nextChat();
  const log = screen.getByRole('log', { name: 'Transcript' }).element();
  // The first brings the list that the others stand in.
  chat.hear('words 0');
  await vi.waitFor(() => expect(log.textContent).toContain('words 0'));
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  committed.mockClear();
  for (let count = 1; count <= 30; count += 1) {
    if (count % 2) chat.hear(`words ${count}`);
    else chat.say(`words ${count}`, { tones: [] });
    await vi.waitFor(() => expect(log.textContent).toContain(`words ${count}`));
    // What its scrolling tells comes with the next frame.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  }
  expect(log.getAttribute('data-state')).toBe('following');
  expect(committed).toHaveBeenCalledTimes(30);
});
