import { expect, it } from 'vitest';
import { WorkerThread } from './worker-thread.ts';

/** A thread that answers with what it got, or does what it is told. */
const script = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', (request) => {
      if (request === 'die') process.exit(3);
      if (request === 'throw') throw new Error('broken');
      if (request === 'fail') parentPort.postMessage({ error: 'refused' });
      else parentPort.postMessage({ result: request });
    });
  `)}`,
);

it('answers come in the order asked', async () => {
  const thread = new WorkerThread<number, number>('echo', script);
  expect(await Promise.all([1, 2, 3].map((n) => thread.request(n)))).toEqual([1, 2, 3]);
  await thread.close();
});

it('what is urgent comes before what waits, in the order asked among its like', async () => {
  const thread = new WorkerThread<number, number>('echo', script);
  const order: number[] = [];
  const asked = [1, 2, 3, -1, -2].map(async (n) => {
    order.push(await thread.request(n, undefined, n < 0));
  });
  await Promise.all(asked);
  // The first was under way already.
  expect(order).toEqual([1, -1, -2, 2, 3]);
  await thread.close();
});

it.each(['die', 'throw', 'fail'])(
  'a thread that is told to %s fails that request alone',
  async (how) => {
    const thread = new WorkerThread<string, string>('echo', script);
    const answers = await Promise.allSettled([
      thread.request('a'),
      thread.request(how),
      thread.request('b'),
    ]);
    expect(answers).toMatchObject([
      { value: 'a' },
      { reason: { reason: 'engine-failed' } },
      { value: 'b' },
    ]);
    await thread.close();
  },
);

it('closing fails what is under way and what waits', async () => {
  const thread = new WorkerThread<string, string>('echo', script);
  const answers = Promise.allSettled([thread.request('a'), thread.request('b')]);
  await thread.close();
  for (const answer of await answers)
    expect(answer).toMatchObject({ reason: { reason: 'engine-failed' } });
  await expect(thread.request('c')).rejects.toMatchObject({ reason: 'engine-failed' });
});
