import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { WebSocketServer } from 'ws';
import type { LineTaker } from './line/service-line.ts';

/** A service that is reached over the network of this machine. */
export interface Served {
  /** What to give the client as its address, in place of the service's own: `ws://127.0.0.1:…`. */
  readonly url: string;
  /** Cuts every line and lets go of the port. */
  stop(): Promise<void>;
}

/** A scripted service, with the secrets that it makes by HTTP, if it makes any. */
export interface ServedService extends LineTaker {
  readonly mintPath?: string;
  mint?(request: Request): Promise<Response>;
}

/**
 * Puts a scripted service on a port of this machine's own interface, for what runs outside of this process: a browser, a Worker, a token
 * route. Secrets are made at the service's own path, by POST.
 *
 * @param port Default: one that is free.
 */
export async function serve(service: ServedService, port = 0): Promise<Served> {
  const http = createServer((request, response) => {
    mint(service, request, response).catch(() => response.destroy());
  });
  const server = new WebSocketServer({
    server: http,
    // The first that a browser offers: it closes a line on which none of its subprotocols was chosen.
    handleProtocols: (offered) => [...offered][0] ?? false,
    verifyClient: ({ req }, done) => {
      const refused = service.refuses(new URL(req.url ?? '/', service.url));
      done(refused === undefined, refused);
    },
  });
  server.on('connection', (socket, request) => {
    socket.on('error', () => undefined);
    service.take({
      url: new URL(request.url ?? '/', service.url),
      protocols: (request.headers['sec-websocket-protocol'] ?? '')
        .split(',')
        .map((protocol) => protocol.trim()),
      authorization: request.headers.authorization,
      send: (frame) => socket.send(frame),
      close: (code, reason) => {
        if (code === 1006) socket.terminate();
        else socket.close(code, reason);
      },
      onFrame: (listener) =>
        socket.on('message', (data, binary) => {
          const bytes = Array.isArray(data)
            ? Uint8Array.from(data.flatMap((part) => [...part]))
            : new Uint8Array(data);
          listener(binary ? bytes : new TextDecoder().decode(bytes));
        }),
      onEnd: (listener) =>
        socket.on('close', (code, reason) => listener({ code, reason: String(reason) })),
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
    http.listen(port, '127.0.0.1');
  });
  const address = http.address();
  if (address === null || typeof address === 'string') throw new TypeError('There is no port.');
  return {
    url: `ws://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of server.clients) socket.terminate();
        server.close();
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}

async function mint(
  service: ServedService,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/', headers } = incoming;
  if (!service.mint || new URL(url, 'http://127.0.0.1').pathname !== service.mintPath) {
    outgoing.writeHead(404).end();
    return;
  }
  if (method !== 'POST') {
    outgoing.writeHead(405).end();
    return;
  }
  const body: Uint8Array[] = [];
  for await (const piece of incoming as AsyncIterable<Uint8Array>) body.push(piece);
  const answer = await service.mint(
    new Request(new URL(url, 'http://127.0.0.1'), {
      method,
      headers: Object.entries(headers).flatMap(([name, value]) =>
        [value ?? []].flat().map((one): [string, string] => [name, one]),
      ),
      body: new Blob(body as Uint8Array<ArrayBuffer>[]),
    }),
  );
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
  outgoing.end(await answer.text());
}
