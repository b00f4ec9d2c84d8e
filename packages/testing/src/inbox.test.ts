import { expect, onTestFinished, test, vi } from 'vitest';
import { Inbox } from './inbox.ts';

test('what has arrived is handed out once, the oldest first', async () => {
  const inbox = new Inbox<number>('a number', 20);
  inbox.add(1);
  inbox.add(2);
  expect(await inbox.next()).toBe(1);
  expect(await inbox.next()).toBe(2);
  await expect(inbox.next()).rejects.toThrow('Failed to get a number: none came within 20 ms.');
});

test('who waits gets the first thing that fits, and leaves the others', async () => {
  const inbox = new Inbox<number>('a number', 1000);
  const even = inbox.next((one) => one % 2 === 0);
  inbox.add(3);
  inbox.add(4);
  expect(await even).toBe(4);
  expect(await inbox.next()).toBe(3);
});

test('who has given up takes nothing any more', async () => {
  const inbox = new Inbox<number>('a number', 5);
  await expect(inbox.next()).rejects.toThrow();
  inbox.add(1);
  expect(await inbox.next()).toBe(1);
});

test.each([Infinity, 2 ** 31, 1e15])(
  'a patience of %d ms is not over at once',
  async (patience) => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const inbox = new Inbox<number>('a number', patience);
    const next = inbox.next();
    await vi.advanceTimersByTimeAsync(86_400_000);
    inbox.add(1);
    expect(await next).toBe(1);
  },
);

test.each([NaN, -1])('a patience of %d is refused', (patience) => {
  expect(() => new Inbox('a number', patience)).toThrow(/patience is/);
});
