import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

/** What a server does with a client: answers the handshake with a status, or takes it and does as told. */
export type Manners = number | ((socket: WebSocket) => void);

/** A server that behaves as a test tells it to. */
export interface RudeServer {
  readonly port: number;
  /** For every client from now on. */
  manners: Manners;
  /** Handshakes by now. */
  readonly calls: number;
  stop(): Promise<void>;
}

/** Says which Chat this is, as a server should. */
export function greet(socket: WebSocket): void {
  socket.send(JSON.stringify({ type: 'chat_metadata', chat_id: 'chat', chat_group_id: 'group' }));
}

/** Starts one. */
export async function startRudeServer(): Promise<RudeServer> {
  const sockets = new WebSocketServer({ noServer: true });
  const http = createServer();
  const server: { manners: Manners; calls: number } = { manners: 503, calls: 0 };
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    server.calls += 1;
    const { manners } = server;
    if (typeof manners === 'number') {
      socket.on('error', () => undefined);
      socket.end(`HTTP/1.1 ${manners} No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => {
      opened.on('error', () => undefined);
      manners(opened);
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return Object.assign(server, {
    port: (http.address() as AddressInfo).port,
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  });
}

/** What a server may say in a close frame, by RFC 6455, section 7.4. */
const sayable = new Set([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014]);

/** Ends the connection with that close code, those no peer may send included. */
export function closeWith(socket: WebSocket, code: number): void {
  if (sayable.has(code)) return socket.close(code);
  if (code === 1005) return socket.close();
  const raw = (socket as unknown as { _socket: Duplex })._socket;
  if (code === 1006) {
    raw.destroy();
    return;
  }
  const body = Buffer.alloc(4);
  body.writeUInt8(0x88, 0);
  body.writeUInt8(2, 1);
  body.writeUInt16BE(code, 2);
  // The line ends when the peer has answered, by a close frame with a mask: one that ends at once is now and then a 1006 to Chromium.
  // `ws` would take that answer for an error, and say so in a second close frame.
  raw.removeAllListeners('data');
  raw.on('data', (data: Buffer) => {
    if (data.includes(Buffer.from([0x88, 0x82]))) raw.end();
  });
  raw.write(body);
}
