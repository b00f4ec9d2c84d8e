import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';

const types: Record<string, string> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

/** A message that went over the line. */
export interface Frame {
  /** ms since the epoch. */
  readonly at: number;
  readonly from: 'page' | 'server';
  readonly type: string;
  readonly message: Record<string, unknown>;
}

/** A line between page and server that writes down what goes over it, whichever thread of the page it comes from. */
export interface Line {
  readonly url: string;
  readonly frames: readonly Frame[];
  /** Sockets of the page that are open at this moment. */
  readonly sockets: number;
  /** Resolves with the first frame that is like this, those already gone by included. */
  frame(what: (frame: Frame) => boolean, timeout: number): Promise<Frame>;
  /** Says something to the page in the server's place. */
  inject(data: string): void;
  stop(): Promise<void>;
}

/** Lays a line to that server. `pages`: a folder of built pages, which have the line's own origin. */
export async function layLine(server: string, pages?: string): Promise<Line> {
  const frames: Frame[] = [];
  const waiting = new Set<() => void>();
  const clients = new Set<WebSocket>();

  const http = createServer((incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? '/', 'http://line');
    const file = pages && join(pages, pathname === '/' ? 'index.html' : pathname);
    if (file && existsSync(file)) {
      outgoing.setHeader('content-type', types[extname(file)] ?? 'text/html');
      outgoing.end(readFileSync(file));
      return;
    }
    const onward = request(new URL(incoming.url ?? '/', server), {
      method: incoming.method,
      headers: incoming.headers,
    });
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(onward);
  });

  const sockets = new WebSocketServer({ noServer: true });
  http.on('upgrade', (incoming, socket, head) => {
    const target = new URL(incoming.url ?? '/', server.replace(/^http/, 'ws'));
    const onward = new WebSocket(target, { headers: { origin: incoming.headers.origin ?? '' } });
    onward.once('error', () => socket.destroy());
    onward.once('open', () => {
      sockets.handleUpgrade(incoming, socket, head, (page) => {
        clients.add(page);
        pipe(page, onward, 'page');
        pipe(onward, page, 'server');
        page.once('close', () => clients.delete(page));
      });
    });
  });

  function pipe(from: WebSocket, to: WebSocket, side: Frame['from']): void {
    from.on('message', (data, isBinary) => {
      note(side, isBinary ? '{"type":"binary"}' : (data as Buffer).toString('utf8'));
      to.send(data, { binary: isBinary });
    });
    from.on('close', (code, reason) => {
      // 1005 and 1006 are not for sending: they say that nothing was said.
      if (code >= 3000 || (code >= 1000 && code !== 1005 && code !== 1006)) to.close(code, reason);
      else to.terminate();
    });
    from.on('error', () => to.terminate());
  }

  function note(from: Frame['from'], text: string): void {
    const message = JSON.parse(text) as Record<string, unknown>;
    frames.push({ at: Date.now(), from, type: String(message['type']), message });
    for (const look of [...waiting]) look();
  }

  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    frames,
    get sockets() {
      return clients.size;
    },
    frame(what, timeout) {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          const frame = frames.find(what);
          if (frame) done(() => resolve(frame));
        };
        const done = (settle: () => void): void => {
          waiting.delete(look);
          clearTimeout(timer);
          settle();
        };
        const timer = setTimeout(() => {
          const seen = frames.filter(({ type }) => type !== 'audio_input').map(({ type }) => type);
          done(() =>
            reject(new Error(`No such frame within ${timeout} ms; seen: ${seen.join(', ')}`)),
          );
        }, timeout);
        waiting.add(look);
        look();
      });
    },
    inject(data) {
      for (const page of clients) page.send(data);
    },
    async stop() {
      for (const page of clients) page.terminate();
      sockets.close();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}
