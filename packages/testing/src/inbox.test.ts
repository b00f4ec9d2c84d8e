import { expect, test } from 'vitest';
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
