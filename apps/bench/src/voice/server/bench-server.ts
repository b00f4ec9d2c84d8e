import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { WallClock } from '../wall-clock.ts';
import { Line } from './line.ts';
import { chatMetadata } from './messages.ts';

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/**
 * One loopback server for everything: the page's files, what the page recorded, and at every other address an EVI chat
 * that says `chat_metadata` and then what an experiment says. It lives in the process that measures, so that what the
 * network sees is told by one clock.
 */
export class BenchServer {
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #recordings: Buffer[] = [];
  readonly #lines: Line[] = [];
  /** What is said on each line as soon as it is open. */
  greeting: readonly string[] = [];
  #notice: () => void = () => undefined;

  /** @param headers what each file of the page is served with */
  constructor(folder: string, clock: WallClock, headers: Record<string, string> = {}) {
    this.#http = createServer((request, response) => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      if (request.method === 'POST') void this.take(request, response);
      else serveFile(folder, request, response);
    });
    this.#http.on('upgrade', (request, socket, head) => {
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
        this.welcome(webSocket, request, clock);
        this.#notice();
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((settle) => this.#http.listen(0, '127.0.0.1', settle));
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** The next conversation that a client opens, or opened and nobody asked for yet. */
  nextLine(): Promise<Line> {
    return this.next(this.#lines, 'conversation');
  }

  /** The next recording that comes, or came and nobody asked for yet. */
  nextRecording(): Promise<Buffer> {
    return this.next(this.#recordings, 'recording');
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.closeAllConnections();
    await new Promise((settle) => this.#http.close(settle));
  }

  /** Somebody has opened a socket. */
  protected welcome(socket: WebSocket, _: IncomingMessage, clock: WallClock): void {
    const line = new Line(socket, clock);
    for (const text of [chatMetadata, ...this.greeting]) line.send(text);
    this.#lines.push(line);
  }

  /** Somebody posts something. */
  protected async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    this.#recordings.push(Buffer.concat(parts));
    response.end();
    this.#notice();
  }

  /** Waits for the first of a queue. */
  protected async next<T>(queue: T[], name: string): Promise<T> {
    const end = Date.now() + 20_000;
    for (;;) {
      const next = queue.shift();
      if (next) return next;
      if (Date.now() > end) throw new Error(`no ${name} came within 20 s`);
      await new Promise<void>((settle) => {
        const timer = setTimeout(settle, 500);
        this.#notice = () => {
          clearTimeout(timer);
          settle();
        };
      });
    }
  }
}

function serveFile(folder: string, { url = '/' }: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(url, 'http://localhost');
  const file = join(folder, normalize(pathname === '/' ? 'index.html' : pathname));
  if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
  createReadStream(file).pipe(response);
}
