import { expect, it } from 'vitest';
import { WorkerThreads } from './worker-threads.ts';

/** A thread that answers with what it got, or does what it is told. */
const script = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', (request) => {
      if (request === 'die') process.exit(3);
      if (request === 'throw') throw new Error('broken');
      while (request === 'hang');
      if (request === 'fail') parentPort.postMessage({ error: 'refused' });
      else parentPort.postMessage({ result: request });
    });
  `)}`,
);

it('answers come in the order asked', async () => {
  const thread = new WorkerThreads<number, number>('echo', script, { longestMs: 10_000 });
  expect(await Promise.all([1, 2, 3].map((n) => thread.request(n)))).toEqual([1, 2, 3]);
  await thread.close();
});

it('what is urgent comes before what waits, in the order asked among its like', async () => {
  const thread = new WorkerThreads<number, number>('echo', script, { longestMs: 10_000 });
  const order: number[] = [];
  const asked = [1, 2, 3, -1, -2].map(async (n) => {
    order.push(await thread.request(n, undefined, n < 0));
  });
  await Promise.all(asked);
  // The first was under way already.
  expect(order).toEqual([1, -1, -2, 2, 3]);
  await thread.close();
});

it('clients come by turns: whoever asks for much waits for himself', async () => {
  const thread = new WorkerThreads<string, string>('echo', script, { longestMs: 10_000 });
  const order: string[] = [];
  const asked = ['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'b2', '-a', '-b'].map(async (name) => {
    const urgent = name.startsWith('-');
    const client = urgent ? name.slice(1) : name.slice(0, 1);
    order.push(await thread.request(name, undefined, urgent, client));
  });
  await Promise.all(asked);
  expect(order).toEqual(['a1', '-a', '-b', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
  await thread.close();
});

it.each(['die', 'throw', 'fail'])(
  'a thread that is told to %s fails that request alone',
  async (how) => {
    const thread = new WorkerThreads<string, string>('echo', script, { longestMs: 10_000 });
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
  const thread = new WorkerThreads<string, string>('echo', script, { longestMs: 10_000 });
  const answers = Promise.allSettled([thread.request('a'), thread.request('b')]);
  await thread.close();
  for (const answer of await answers)
    expect(answer).toMatchObject({ reason: { reason: 'engine-failed' } });
  await expect(thread.request('c')).rejects.toMatchObject({ reason: 'engine-failed' });
});

it('a thread that hangs keeps nobody waiting for long, and is ended', async () => {
  const thread = new WorkerThreads<string, string>('echo', script, {
    longestMs: 1500,
    slowMs: 100,
  });
  await thread.request('started');
  const began = performance.now();
  const hanging = thread.request('hang');
  hanging.catch(() => undefined);
  const others = ['a', 'b', 'c'];
  expect(await Promise.all(others.map((text) => thread.request(text)))).toEqual(others);
  // They did not wait for its end.
  expect(performance.now() - began).toBeLessThan(1500);
  await expect(hanging).rejects.toMatchObject({
    reason: 'engine-failed',
    message: expect.stringMatching(/in time/) as string,
  });
  expect(await thread.request('d')).toBe('d');
  await thread.close();
});

it('as many that hang as there are threads are ended one after the other, and then all goes on', async () => {
  const thread = new WorkerThreads<string, string>('echo', script, { longestMs: 1000, slowMs: 30 });
  const asked = ['hang', 'hang', 'hang', 'hang', 'a'].map((text) => thread.request(text));
  const answers = await Promise.allSettled(asked);
  expect(answers.map(({ status }) => status)).toEqual([
    ...Array.from({ length: 4 }, () => 'rejected'),
    'fulfilled',
  ]);
  await thread.close();
});

it('what nobody wants any more leaves the queue at once, whatever is under way, and holds nothing', async () => {
  const thread = new WorkerThreads<string, string>('echo', script, { longestMs: 1500 });
  const hanging = thread.request('hang');
  const unwanted = new AbortController();
  const left = thread.request('unwanted', unwanted.signal);
  const wanted = thread.request('wanted');
  const began = performance.now();
  unwanted.abort(new Error('left'));
  await expect(left).rejects.toThrow('left');
  expect(performance.now() - began).toBeLessThan(1000);
  await expect(thread.request('never', unwanted.signal)).rejects.toThrow('left');
  await expect(hanging).rejects.toMatchObject({ reason: 'engine-failed' });
  expect(await wanted).toBe('wanted');
  await thread.close();
});

it('what can not be sent to a thread, and a thread that can not be started, fail what was asked alone', async () => {
  const thread = new WorkerThreads<unknown, unknown>('echo', script, { longestMs: 10_000 });
  await expect(thread.request(() => undefined)).rejects.toMatchObject({ reason: 'engine-failed' });
  expect(await thread.request('a')).toBe('a');
  await thread.close();
  const nowhere = new URL('file:///no/such/thread.js');
  const missing = new WorkerThreads<string, string>('none', nowhere, { longestMs: 10_000 });
  for (const text of ['a', 'b']) {
    await expect(missing.request(text)).rejects.toMatchObject({ reason: 'engine-failed' });
  }
  await missing.close();
});
