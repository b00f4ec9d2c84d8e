import { createServer as createPlainServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { AddressCount } from './address-count.ts';
import { refuseRaw } from './refuse-raw.ts';
import { RequestScheduler } from './request-scheduler.ts';
import { safeHeaders } from './safe-headers.ts';
import type { TlsOptions } from './tls.ts';

/** Requests and closing handshakes under way have so long when the server ends, in ms. */
const graceMs = 1000;

type Unreadable = readonly [status: number, code: string, message: string];
const notHttp: Unreadable = [400, 'bad_request', 'This is no request that can be read.'];
/** What is said of requests that can't be read, by the error of the reader. */
const unreadable: Readonly<Record<string, Unreadable>> = {
  HPE_HEADER_OVERFLOW: [431, 'too_large', 'The headers are too large.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'too_large', 'The chunk extensions are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'timed_out', 'The request took too long to arrive.'],
};

/** Takes the upgrade to a WebSocket. */
export type HandleUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** A server of HTTP and WebSockets. */
export interface HttpServer {
  readonly http: Server;
  /** Takes nobody else in, and ends every connection within a second, whatever is on it. */
  close: () => Promise<void>;
}

/** What an {@link HttpServer} needs and tells. */
export interface HttpServerParts {
  fetch: (request: Request, environment: never) => Response | Promise<Response>;
  handleUpgrade: HandleUpgrade;
  /** Default none: plain http. */
  tls?: TlsOptions | undefined;
  /** Connections of one address at a time. */
  mostConnections: number;
  /**
   * Whom an upgrade counts for, where all connections come from one proxy: these are then as many as it likes. Default none: a
   * connection counts for the address that it comes from.
   */
  behindProxy?: ((request: IncomingMessage) => string | undefined) | undefined;
  /** An upgrade failed. */
  onFailed: (error: unknown) => void;
  /** An address has as many connections as it may. */
  onCrowded: (address: string) => void;
}

/** Serves requests and WebSockets. An offer to upgrade to anything else, as curl's to HTTP/2, is declined: the request is answered. */
export function createHttpServer({
  fetch,
  handleUpgrade,
  tls,
  mostConnections,
  behindProxy,
  onFailed,
  onCrowded,
}: HttpServerParts): HttpServer {
  // A request without a host is refused as others are; Node would answer it by itself.
  const serverOptions = { requireHostHeader: false };
  const http: Server = tls
    ? createTlsServer({ ...serverOptions, ...tls })
    : createPlainServer(serverOptions);
  const answer = getRequestListener(fetch as never);
  const turns = new RequestScheduler();
  const connections = new Set<Duplex>();
  const answering = new WeakMap<Duplex, ServerResponse>();
  http.on('request', (request, response) => {
    turns.take(request.socket, (answered) => {
      response.once('close', answered);
      request.url = withPlainPath(request.url);
      for (const [name, value] of Object.entries(safeHeaders)) response.setHeader(name, value);
      answering.set(request.socket, response);
      void answer(request, response);
    });
  });
  http.on('checkExpectation', (_, response: ServerResponse) => {
    response.writeHead(417, safeHeaders).end();
  });
  http.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const response = answering.get(socket);
    // In the middle of an answer another would be taken for a part of it.
    if (!socket.writable || (response?.headersSent === true && !response.writableFinished)) {
      socket.destroy();
      return;
    }
    const [status, code, message] = unreadable[error.code ?? ''] ?? notHttp;
    refuseRaw(socket, status, code, message);
  });
  let closing = false;
  // What is read and written is known once the two ends have agreed on a key; until then there is the bare connection.
  const watch = (connection: Duplex) => {
    if (closing) connection.destroy();
    else if (!connections.has(connection)) {
      connections.add(connection);
      connection.once('close', () => connections.delete(connection));
    }
  };
  const addresses = new AddressCount(mostConnections, onCrowded);
  http.on('connection', (connection) => {
    // One whose offer was declined is there already.
    const known = connections.has(connection) || behindProxy !== undefined;
    if (known || addresses.add(connection, connection.remoteAddress)) watch(connection);
    else connection.destroy();
  });
  if (tls) http.on('secureConnection', watch);
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    request.url = withPlainPath(request.url);
    if (request.headers.upgrade?.toLowerCase() === 'websocket') {
      if (behindProxy && !addresses.add(socket, behindProxy(request))) {
        refuseRaw(socket, 503, 'too_many_connections', 'There are too many connections of yours.');
        return;
      }
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
    http.emit(tls ? 'secureConnection' : 'connection', socket);
  };
  http.on('upgrade', (request, socket, head) => {
    // While it waits for its turn nobody else listens.
    const ignore = () => undefined;
    socket.on('error', ignore);
    turns.take(socket, (answered) => {
      socket.off('error', ignore);
      answered();
      upgrade(request, socket, head);
    });
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

/** Clients put an address with a slash at its end before a path that begins with one, or end the path with one. */
function withPlainPath(url = '/'): string {
  const end = url.search(/[?#]|$/);
  const path = url.slice(0, end);
  if (!path.startsWith('/')) return url;
  return (path.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1') || '/') + url.slice(end);
}

function withoutOffer({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method ?? 'GET'} ${url ?? '/'} HTTP/${httpVersion}`];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = rawHeaders.slice(i, i + 2);
    if (!/^(upgrade|connection|http2-settings)$/i.test(name)) lines.push(`${name}: ${value}`);
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}
