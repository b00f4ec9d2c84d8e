import { WebSocket } from 'ws';
import type { ChatConnection } from '../../connection/outbox.ts';
import type { UnreadSockets } from './unread-sockets.ts';

/** A closing handshake takes no longer, in ms: a client that does not answer it is cut off. */
const closeTimeoutMs = 1000;

/**
 * A WebSocket, as a Chat sees it.
 *
 * @param mostUnread - bytes; a client that leaves more unread is cut off.
 * @param unread - what is unread of all.
 */
export function connectionOf(
  opened: WebSocket,
  mostUnread: number,
  unread: UnreadSockets,
): ChatConnection {
  // A conversation outlives it: what its reader has gathered of a frame does not.
  let socket: WebSocket | undefined = opened;
  opened.once('close', () => (socket = undefined));
  const cutOff = () => {
    socket?.close(1013, 'client reads too slowly');
    socket?.terminate();
  };
  unread.watch(opened, cutOff);
  let flushed = Promise.resolve();
  const asked = new Map<string, () => void>();
  socket.on('pong', (data) => {
    const id = data.toString();
    asked.get(id)?.();
    asked.delete(id);
  });
  let count = 0;
  return {
    send(text) {
      if (socket?.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > mostUnread) {
        cutOff();
        return;
      }
      unread.look(socket);
      const to = socket;
      flushed = new Promise((resolve) => {
        to.send(text, () => {
          resolve();
        });
      });
    },
    flushed: () => flushed,
    confirm(then) {
      if (socket?.readyState !== WebSocket.OPEN) return;
      count += 1;
      asked.set(String(count), then);
      socket.ping(String(count));
    },
    close(code, reason) {
      if (socket) closeSoon(socket, code, reason);
    },
  };
}

/** Closes a socket. The client may go on sending instead of closing, or do nothing. */
export function closeSoon(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  // One that was paused would never read the client's answer.
  socket.resume();
  const late = setTimeout(() => {
    socket.terminate();
  }, closeTimeoutMs);
  socket.once('close', () => {
    clearTimeout(late);
  });
}
