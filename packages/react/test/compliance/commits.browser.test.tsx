import { Profiler } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
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

// Rule: messages that come faster than they can be shown wait for each other, and none is lost.
test('thousands of messages at once are some commits, all of them there and in order', async () => {
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
  committed.mockClear();
  // Each in a task of its own, as a socket tells them; the tasks stand in line.
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  port1.onmessage = ({ data }) => void chat.hear(`words ${data}.`);
  for (let count = 1; count <= 2000; count += 1) port2.postMessage(count);
  await vi.waitFor(() => expect(log.querySelectorAll('.vv-entry')).toHaveLength(2000), 20_000);
  const texts = [...log.querySelectorAll('.vv-entry')].map(({ textContent }) => textContent);
  expect(texts).toEqual(Array.from({ length: 2000 }, (_, index) => `words ${index + 1}.`));
  expect(committed.mock.calls.length).toBeLessThan(100);
  await vi.waitFor(() => {
    expect(log.getAttribute('data-state')).toBe('following');
    expect(log.scrollHeight - log.scrollTop - log.clientHeight).toBeLessThan(2);
  });
});
