import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { browserStage, focused, tabTo } from '../../test/support/call-in-chromium.tsx';
import { ConnectButton, Transcript, VoicePanel } from '../index.ts';

const box = (element: Element): DOMRect => element.getBoundingClientRect();

test('in a column of 320 px the panel fits, its controls stand in one row, and the words scroll in it', async () => {
  const { screen, nextChat } = await browserStage(
    <div style={{ inlineSize: 320 }}>
      <VoicePanel />
    </div>,
  );
  await screen.getByRole('button', { name: 'Start talking' }).click();
  const chat = await nextChat();
  for (let turn = 0; turn < 30; turn += 1) chat.hear(`Question ${turn}`);
  const log = screen.getByRole('log');
  await expect.element(log).toHaveTextContent('Question 29');
  const panel = screen.getByRole('group', { name: 'Voice assistant' }).element();
  const row = ['Mute microphone', 'Stop the assistant', 'Show captions', 'Hang up'].map((name) =>
    box(screen.getByRole('button', { name }).element()),
  );
  expect(box(panel).width).toBe(320);
  expect(panel.scrollWidth).toBeLessThanOrEqual(320);
  expect(new Set(row.map(({ top, height }) => top + height / 2)).size).toBe(1);
  for (const { width, height, right } of row) {
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(40);
    expect(right).toBeLessThan(box(panel).right);
  }
  expect(log.element().scrollHeight).toBeGreaterThan(log.element().clientHeight);
  expect(box(panel).height).toBeLessThanOrEqual(innerHeight);
});

test.each([
  ['a column', { display: 'flex', flexDirection: 'column' }],
  ['a row', { display: 'flex', blockSize: '20rem' }],
  ['a grid', { display: 'grid', blockSize: '20rem' }],
] as const)(
  '%s stretches no button, and a transcript ends before the page does',
  async (_, style) => {
    const { screen, nextChat } = await browserStage(
      <>
        <div style={style}>
          <ConnectButton />
        </div>
        <Transcript />
      </>,
    );
    const button = screen.getByRole('button', { name: 'Start talking' });
    const { width, height } = box(button.element());
    expect([width < 240, height < 60]).toEqual([true, true]);
    await button.click();
    const chat = await nextChat();
    for (let turn = 0; turn < 40; turn += 1) chat.hear(`Question ${turn}`);
    const log = screen.getByRole('log');
    await expect.element(log).toHaveTextContent('Question 39');
    expect(box(log.element()).height).toBeLessThan(innerHeight);
    await expect.element(log).toHaveAttribute('data-state', 'following');
  },
);

test('the whole of it is reached by keyboard, in the order in which it is read', async () => {
  const { screen, nextChat } = await browserStage(<VoicePanel />);
  await tabTo('Start talking');
  await userEvent.keyboard('{Enter}');
  const chat = await nextChat();
  await expect.element(screen.getByRole('button', { name: 'Hang up' })).toHaveFocus();
  chat.hear('hello');
  await expect.element(screen.getByRole('log')).toHaveTextContent('hello');
  await tabTo('Transcript');
  const path: (string | null | undefined)[] = [];
  while (path.at(-1) !== 'Hang up' && path.length < 12) {
    await userEvent.tab();
    path.push(focused());
  }
  expect(path).toEqual([
    'Copy or save the transcript',
    'Message',
    'Mute microphone',
    'Microphone',
    'Stop the assistant',
    'Show text field',
    'Show captions',
    'Hang up',
  ]);
  await tabTo('Show text field');
  await userEvent.keyboard(' ');
  await expect.element(screen.getByRole('textbox')).not.toBeInTheDocument();
  await userEvent.keyboard(' ');
  await expect.element(screen.getByRole('textbox')).toHaveFocus();
});
