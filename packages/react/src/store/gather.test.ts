import { expect, onTestFinished, test, vi } from 'vitest';
import { gather } from './gather.ts';

/** A gatherer of numbers, and all that it handed on. Nothing is a change that is negative. */
function gathering() {
  const handed: (readonly number[])[] = [];
  const { take, end } = gather<number>((events) => {
    handed.push(events);
    return events.some((event) => event >= 0);
  });
  onTestFinished(end);
  return { handed, take, end };
}

test('the first are handed on at once', () => {
  const { handed, take } = gathering();
  take([1, 2]);
  expect(handed).toEqual([[1, 2]]);
});

test('what comes while the page is busy with a change is handed on together and in order', async () => {
  const { handed, take } = gathering();
  for (let event = 0; event < 1000; event += 1) take([event]);
  await vi.waitFor(() => expect(handed).toHaveLength(2));
  expect(handed.flat()).toEqual(Array.from({ length: 1000 }, (_, event) => event));
});

test('what comes in line behind a change is handed on together, each in a task of its own', async () => {
  const { handed, take } = gathering();
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  port1.onmessage = ({ data }: MessageEvent<number>) => take([data]);
  for (let event = 0; event < 1000; event += 1) port2.postMessage(event);
  await vi.waitFor(() => expect(handed.flat()).toHaveLength(1000));
  expect(handed.flat()).toEqual(Array.from({ length: 1000 }, (_, event) => event));
  expect(handed.length).toBeLessThan(10);
});

test('what comes when the page is done is handed on at once again', async () => {
  const { handed, take } = gathering();
  take([1]);
  take([2]);
  await vi.waitFor(() => expect(handed).toHaveLength(2));
  await new Promise((resolve) => setTimeout(resolve));
  take([3]);
  expect(handed).toEqual([[1], [2], [3]]);
});

test('what changes nothing keeps nothing waiting', () => {
  const { handed, take } = gathering();
  take([-1]);
  take([2]);
  expect(handed).toEqual([[-1], [2]]);
});

test('the end hands on what waits, and leaves nothing open', async () => {
  const { handed, take, end } = gathering();
  take([1]);
  take([2]);
  end();
  expect(handed).toEqual([[1], [2]]);
  await new Promise((resolve) => setTimeout(resolve));
  expect(handed).toHaveLength(2);
});
