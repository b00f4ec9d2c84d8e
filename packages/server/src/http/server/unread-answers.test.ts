import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { UnreadAnswers } from './unread-answers.ts';

// More than a connection takes without a reader.
const large = Buffer.alloc(8_000_000);

/** Answers at once; whoever asks says in its path who it is. */
async function serve(unread: UnreadAnswers) {
  const given: ServerResponse[] = [];
  const server = createServer((asked, answer) => {
    unread.add(asked.url ?? '', answer);
    given.push(answer);
    answer.end(large);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  /** Asks, and reads nothing. */
  return {
    given,
    async ask(path: string): Promise<IncomingMessage> {
      const asked = request({ port, host: '127.0.0.1', path, agent: false }).end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      answer.on('error', () => undefined);
      return answer;
    },
  };
}

async function read(answer: IncomingMessage): Promise<number> {
  let bytes = 0;
  for await (const piece of answer) bytes += (piece as Buffer).length;
  return bytes;
}

it('a client that reads nothing is told so, and another is not', async () => {
  const unread = new UnreadAnswers({ client: 1_000_000 });
  const { ask } = await serve(unread);
  const answer = await ask('/lazy');
  expect(unread.tooMuchOf('/lazy')).toBe(true);
  expect(unread.tooMuchOf('/other')).toBe(false);
  expect(await read(answer)).toBe(large.length);
  await vi.waitFor(() => expect(unread.tooMuchOf('/lazy')).toBe(false));
});

it('where all together read too little, the oldest are cut off and whoever comes is answered', async () => {
  const unread = new UnreadAnswers({ all: 10_000_000 });
  const { ask, given } = await serve(unread);
  const lazy = [await ask('/a'), await ask('/b'), await ask('/c')];
  expect(await read(await ask('/d'))).toBe(large.length);
  expect(given[0]?.destroyed).toBe(true);
  await expect(read(lazy[0] as IncomingMessage)).rejects.toThrow('aborted');
  expect(given[2]?.destroyed).toBe(false);
});

it('of a client whose answers grow to more than it may leave unread, the oldest are cut off', async () => {
  const unread = new UnreadAnswers({ client: 10_000_000 });
  const { ask, given } = await serve(unread);
  await ask('/lazy');
  await ask('/lazy');
  await ask('/other');
  unread.look('/other');
  expect(given.map(({ destroyed }) => destroyed)).toEqual([false, false, false]);
  unread.look('/lazy');
  expect(given.map(({ destroyed }) => destroyed)).toEqual([true, false, false]);
});

it('who takes too long over an answer is cut off, though he reads some of it now and then', async () => {
  const { ask, given } = await serve(new UnreadAnswers({ ms: 300 }));
  const answer = await ask('/slow');
  const sips = setInterval(() => answer.read(1000) as unknown, 20);
  await vi.waitFor(() => expect(given[0]?.destroyed).toBe(true), 5000);
  clearInterval(sips);
});

it('an answer whose reader has left before it was made is not counted', async () => {
  const unread = new UnreadAnswers({ client: 0 });
  let added = () => undefined as unknown;
  const server = createServer((_, answer) => {
    answer.on('close', () => {
      unread.add('a', answer);
      added();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const done = new Promise((resolve) => (added = () => resolve(undefined)));
  const timers = vi.spyOn(globalThis, 'setInterval');
  const asked = request({ port, host: '127.0.0.1', agent: false }).on('error', () => undefined);
  asked.end();
  await once(server, 'request');
  asked.destroy();
  await done;
  expect(timers).not.toHaveBeenCalled();
  timers.mockRestore();
});
