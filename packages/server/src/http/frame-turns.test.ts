import { expect, it } from 'vitest';
import { FrameTurns } from './frame-turns.ts';

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
  const turns = new FrameTurns();
  const handled: number[] = [];
  const socket = new Socket();
  for (let i = 0; i < 50; i++) turns.take('a', { socket, work: () => handled.push(i) });
  expect(handled).toHaveLength(50);
  expect(socket.read).toBe(true);
});

it('of frames that are much work, few are handled before everybody else has a turn, and those of another client are not last', async () => {
  const turns = new FrameTurns();
  const handled: string[] = [];
  const sockets = Array.from({ length: 20 }, () => new Socket());
  for (const [i, socket] of sockets.entries()) {
    for (const part of ['first', 'second']) {
      const name = `${String(i)} ${part}`;
      turns.take('a', { socket, work: () => (work(4), handled.push(name)) });
    }
  }
  const calm = new Socket();
  turns.take('b', { socket: calm, work: () => handled.push('calm') });
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
