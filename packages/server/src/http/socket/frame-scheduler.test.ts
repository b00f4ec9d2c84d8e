import { expect, it } from 'vitest';
import { FrameScheduler } from './frame-scheduler.ts';

/** A socket that is read or not. */
class Socket {
  read = true;
  pause() {
    this.read = false;
  }
  resume() {
    this.read = true;
  }
}

/** Takes so many ms of processor. */
function work(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

it('frames that are little work are handled at once', () => {
  const scheduler = new FrameScheduler();
  const handled: number[] = [];
  const socket = new Socket();
  for (let i = 0; i < 50; i++) scheduler.take('a', { socket, work: () => (handled.push(i), 0) });
  expect(handled).toHaveLength(50);
  expect(socket.read).toBe(true);
});

it('of frames that are much work, few are handled before everybody else has a turn, and those of another client are not last', async () => {
  const scheduler = new FrameScheduler();
  const handled: string[] = [];
  const sockets = Array.from({ length: 20 }, () => new Socket());
  for (const [i, socket] of sockets.entries()) {
    for (const part of ['first', 'second']) {
      const name = `${String(i)} ${part}`;
      scheduler.take('a', { socket, work: () => (work(4), handled.push(name), 0) });
    }
  }
  const calm = new Socket();
  scheduler.take('b', { socket: calm, work: () => (handled.push('calm'), 0) });
  expect(handled.length).toBeLessThan(5);
  expect(sockets.at(-1)?.read).toBe(false);
  let rounds = 0;
  while (handled.length < 41 && rounds < 1000) {
    await new Promise((resolve) => setImmediate(resolve));
    rounds += 1;
  }
  expect(rounds).toBeGreaterThan(10);
  expect(handled.indexOf('calm')).toBeLessThan(8);
  for (const [i, socket] of sockets.entries()) {
    expect(socket.read).toBe(true);
    const first = handled.indexOf(`${String(i)} first`);
    expect(handled.indexOf(`${String(i)} second`)).toBeGreaterThan(first);
  }
});

it('while others have sockets, all of one client’s together have their share of the time, and alone all of it', async () => {
  const handledIn = async (joined: readonly string[], ms: number) => {
    const scheduler = new FrameScheduler();
    for (const client of joined) scheduler.join(client);
    let handled = 0;
    const until = performance.now() + ms;
    // Each socket sends again as soon as it was read.
    const send = (socket: Socket) => {
      const work = () => {
        handled += 1;
        if (performance.now() < until) setImmediate(send, socket);
        return 20;
      };
      scheduler.take('a', { socket, work });
    };
    for (let i = 0; i < 30; i++) send(new Socket());
    await new Promise((resolve) => setTimeout(resolve, ms));
    return handled;
  };
  // A quarter of 800 ms is ten times 20 ms.
  expect(await handledIn(['a', 'b'], 800)).toBeLessThan(20);
  expect(await handledIn(['a'], 100)).toBeGreaterThan(100);
});

it('a client that has had its share is handled later, and others at once', async () => {
  const scheduler = new FrameScheduler();
  const leave = scheduler.join('a');
  scheduler.join('b');
  const handled: string[] = [];
  const socket = new Socket();
  for (const name of ['a1', 'a2']) {
    scheduler.take('a', { socket, work: () => (handled.push(name), 60) });
  }
  scheduler.take('b', { socket: new Socket(), work: () => (handled.push('b'), 0) });
  expect(handled).toEqual(['a1', 'b']);
  expect(socket.read).toBe(false);
  await expect.poll(() => handled).toEqual(['a1', 'b', 'a2']);
  expect(socket.read).toBe(true);
  leave();
});

it('a frame that is not done yet goes on after others had a turn, before what comes behind it on its socket', async () => {
  const scheduler = new FrameScheduler();
  const handled: string[] = [];
  const socket = new Socket();
  let left = 20;
  const long = () => {
    work(4);
    handled.push('long');
    return --left > 0 ? undefined : 0;
  };
  scheduler.take('a', { socket, work: long });
  scheduler.take('a', { socket, work: () => (handled.push('behind'), 0) });
  scheduler.take('b', { socket: new Socket(), work: () => (handled.push('calm'), 0) });
  expect(socket.read).toBe(false);
  await expect.poll(() => handled.length).toBe(22);
  expect(handled.indexOf('calm')).toBeLessThan(8);
  expect(handled.at(-1)).toBe('behind');
  expect(socket.read).toBe(true);
});
