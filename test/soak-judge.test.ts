import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { judgeHeap, leaked } from '../scripts/soak/judge.mjs';
import { weigh } from '../scripts/soak/weigh.mjs';

const megabyte = 1024 ** 2;
const sampleOf = (heap: number, resources = {}, files = 10) => ({
  heap,
  rss: heap,
  resources,
  files,
});

test('what is weighed are things by their names, and a thread lets go of what it no longer holds', async () => {
  const source = `
    const { parentPort } = require('node:worker_threads');
    class Kept {}
    let kept = Array.from({ length: 1000 }, () => new Kept());
    parentPort.on('message', () => {
      kept = kept.slice(0, 7);
      parentPort.postMessage('done');
    });
    parentPort.postMessage('ready');`;
  const thread = new Worker(source, { eval: true });
  await once(thread, 'message');
  const before = await weigh(await thread.getHeapSnapshot(), 'thread: ');
  thread.postMessage('let go');
  await once(thread, 'message');
  const after = await weigh(await thread.getHeapSnapshot(), 'thread: ');
  await thread.terminate();
  // The class's prototype bears its name, too.
  expect(before['thread: object Kept']?.count).toBeGreaterThanOrEqual(1000);
  const gone =
    (before['thread: object Kept']?.count ?? 0) - (after['thread: object Kept']?.count ?? 0);
  expect(gone).toBe(993);
});

test('a kilobyte that is held of each Chat is a leak, however few there were, and is told by its name', () => {
  const bytes = 10 * megabyte;
  const before = { string: { count: 1000, bytes }, 'object Chat': { count: 1, bytes: 100 } };
  const after = {
    string: { count: 1100, bytes: bytes + 90 * 1024 },
    'object Chat': { count: 101, bytes: 100 + 10 * 1024 },
  };
  expect(judgeHeap(before, after, 100)).toEqual({
    flat: false,
    grown: 100 * 1024,
    most: ['string (100 more, 92160 bytes)', 'object Chat (100 more, 10240 bytes)'],
  });
});

test('a cache that came to its size late is no leak; a soak without Chats says nothing', () => {
  const before = { array: { count: 10, bytes: megabyte } };
  const after = { array: { count: 11, bytes: megabyte + 64 * 1024 } };
  expect(judgeHeap(before, after, 100).flat).toBe(true);
  expect(judgeHeap(before, before, 0).flat).toBe(false);
});

test('a handle or a file that stays open is told, one that was there before is not', () => {
  const start = sampleOf(0, { TCPServerWrap: 1, MessagePort: 2 }, 20);
  expect(leaked(start, sampleOf(0, { TCPServerWrap: 1, MessagePort: 1 }, 18))).toEqual([]);
  expect(leaked(start, sampleOf(0, { TCPServerWrap: 1, TCPSocketWrap: 3 }, 23))).toEqual([
    '3 TCPSocketWrap',
    '3 files',
  ]);
});
