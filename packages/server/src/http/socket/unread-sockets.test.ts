import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { UnreadSockets } from './unread-sockets.ts';

/** A socket whose client leaves so much unread. */
function socket(bufferedAmount: number) {
  return Object.assign(new EventEmitter(), { bufferedAmount }) as unknown as WebSocket;
}

it('where all together leave too much unread, whoever leaves most is cut off, and nobody who leaves little', () => {
  const sockets = new UnreadSockets();
  const cut: string[] = [];
  const watch = (name: string, megabytes: number) => {
    const watched = socket(megabytes * 1024 * 1024);
    sockets.watch(watched, () => cut.push(name));
    return watched;
  };
  const many = Array.from({ length: 9 }, (_, i) => watch(`slow ${String(i)}`, 7));
  const calm = watch('calm', 0.1);
  const slowest = watch('slowest', 7.5);
  sockets.look(calm);
  expect(cut).toEqual([]);
  sockets.look(many[0] as WebSocket);
  expect(cut).toEqual(['slowest']);
  (slowest as unknown as EventEmitter).emit('close');
  sockets.look(many[0] as WebSocket);
  expect(cut).toEqual(['slowest']);
});
