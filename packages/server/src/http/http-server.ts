import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { createAdaptorServer } from '@hono/node-server';

/** Requests and closing handshakes under way have so long when the server ends, in ms. */
const graceMs = 1000;

/** Takes the upgrade to a WebSocket. */
export type HandleUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** A server of HTTP and WebSockets. */
export interface HttpServer {
  readonly http: Server;
  /** Takes nobody else in, and ends every connection within a second, whatever is on it. */
  close: () => Promise<void>;
}

/** Serves requests and WebSockets. An offer to upgrade to anything else, as curl's to HTTP/2, is declined: the request is answered. @param onFailed - told of an upgrade that failed. */
export function createHttpServer(
  fetch: (request: Request, environment: never) => Response | Promise<Response>,
  handleUpgrade: HandleUpgrade,
  onFailed: (error: unknown) => void,
): HttpServer {
  const http = createAdaptorServer({ fetch: fetch as never }) as Server;
  const connections = new Set<Duplex>();
  let closing = false;
  http.on('connection', (connection) => {
    if (closing) connection.destroy();
    else if (!connections.has(connection)) {
      connections.add(connection);
      connection.once('close', () => connections.delete(connection));
    }
  });
  http.on('upgrade', (request, socket, head) => {
    if (request.headers.upgrade?.toLowerCase() === 'websocket') {
      try {
        handleUpgrade(request, socket, head);
      } catch (error) {
        onFailed(error);
        socket.destroy();
      }
      return;
    }
    // Node has let go of the connection: it is given back with the request as it came, but for the offer.
    socket.unshift(Buffer.concat([withoutOffer(request), head]));
    http.emit('connection', socket);
  });
  return {
    http,
    async close() {
      closing = true;
      const stopped = new Promise<void>((resolve) => {
        http.close(() => {
          resolve();
        });
      });
      const late = setTimeout(() => {
        for (const connection of connections) connection.destroy();
      }, graceMs);
      await stopped;
      clearTimeout(late);
    },
  };
}

function withoutOffer({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method ?? 'GET'} ${url ?? '/'} HTTP/${httpVersion}`];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = rawHeaders.slice(i, i + 2);
    if (!/^(upgrade|connection|http2-settings)$/i.test(name)) lines.push(`${name}: ${value}`);
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}
