import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { WebSocketBytes } from './websocket-bytes.ts';
import type { Stretch } from './websocket-bytes.ts';

/** Which way something goes. */
export type Way = 'up' | 'down';

/** How a line behaves. All of it may be changed while it runs. */
export interface Weather {
  /** ms that each stretch takes at least. Default 0. */
  readonly delay?: number;
  /** ms that it may take more, at random. Order is kept, as TCP keeps it. Default 0. */
  readonly jitter?: number;
  /** Bytes a second, each way. Default: no limit. */
  readonly bandwidth?: { readonly up: number; readonly down: number };
}

/** A message that went all the way through. */
export interface Passed {
  readonly at: number;
  readonly way: Way;
  /** Which connection it went over, from 0. */
  readonly line: number;
  readonly type: string;
  readonly message: Record<string, unknown>;
}

/** Bytes that may wait in here before the sender is made to wait. */
const mostWaiting = 16 * 1024;

/**
 * A TCP proxy that makes the weather: delay, bandwidth, stalls in which nothing moves though the line looks open, and
 * cuts, at a moment or after an exact message. It understands WebSocket frames only to know where a message ends.
 */
export class TcpProxy {
  readonly passed: Passed[] = [];
  weather: Weather = {};
  /** Asked after each message that went through: true cuts the line there. */
  cutAfter: (passed: Passed) => boolean = () => false;
  /** Asked before each message goes through: true cuts the line there, and the message is lost. */
  cutBefore: (passing: Passed) => boolean = () => false;
  /** Lines that were cut by now. */
  cuts = 0;
  readonly #port: number;
  readonly #random: () => number;
  readonly #server: Server;
  readonly #lines = new Set<Line>();
  #count = 0;
  #stalled = false;
  #down = false;

  private constructor(port: number, random: () => number) {
    this.#port = port;
    this.#random = random;
    this.#server = createServer((page) => this.#accept(page));
  }

  /** Starts one in front of a port of this machine. */
  static async start(port: number, random: () => number = Math.random): Promise<TcpProxy> {
    const proxy = new TcpProxy(port, random);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Lines that are open now. */
  get open(): number {
    return this.#lines.size;
  }

  /** Lines there ever were. */
  get lines(): number {
    return this.#count;
  }

  /** From now on nothing moves, and nobody is told. */
  stall(): void {
    this.#stalled = true;
  }

  /** What was held back moves again. */
  flow(): void {
    this.#stalled = false;
    for (const line of this.#lines) line.move();
  }

  /** Cuts every line at once; with `down`, new ones are refused until `up`. */
  cut(): void {
    for (const line of [...this.#lines]) line.end();
  }

  down(): void {
    this.#down = true;
    this.cut();
  }

  up(): void {
    this.#down = false;
  }

  async stop(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(page: Socket): void {
    if (this.#down) {
      page.resetAndDestroy();
      return;
    }
    const server = connect(this.#port, '127.0.0.1');
    const line = new Line(page, server, {
      held: () => this.#stalled,
      due: (bytes, way) => this.#due(bytes, way),
      onMessage: (way, text) => {
        const message = read(text);
        const type = String(message['type']);
        const passed = { at: Date.now(), way, line: number, type, message };
        const lost = this.cutBefore(passed);
        if (!lost) this.passed.push(passed);
        const cut = lost || this.cutAfter(passed);
        if (cut) this.cuts += 1;
        return { lost, cut };
      },
      onEnd: () => this.#lines.delete(line),
    });
    const number = this.#count;
    this.#count += 1;
    this.#lines.add(line);
  }

  /** ms until bytes of that number may leave, behind those before them. */
  #due(bytes: number, way: Way): { delay: number; busy: number } {
    const { delay = 0, jitter = 0, bandwidth } = this.weather;
    return {
      delay: delay + jitter * this.#random(),
      busy: bandwidth ? (bytes / bandwidth[way]) * 1000 : 0,
    };
  }
}

/** A message, as far as it is one. */
function read(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

interface LineParts {
  held(): boolean;
  due(bytes: number, way: Way): { delay: number; busy: number };
  /** What becomes of a message, and whether the line ends with it. */
  onMessage(way: Way, text: string): { readonly lost: boolean; readonly cut: boolean };
  onEnd(): void;
}

/** One connection through the proxy. */
class Line {
  readonly #parts: LineParts;
  readonly #sockets: readonly [Socket, Socket];
  readonly #pipes: Pipe[];
  #ended = false;

  constructor(page: Socket, server: Socket, parts: LineParts) {
    this.#parts = parts;
    this.#sockets = [page, server];
    this.#pipes = [
      new Pipe('up', page, server, parts, this),
      new Pipe('down', server, page, parts, this),
    ];
    for (const socket of this.#sockets) {
      socket.setNoDelay(true);
      socket.on('error', () => this.end());
      socket.on('close', () => this.end());
    }
  }

  move(): void {
    for (const pipe of this.#pipes) pipe.move();
  }

  /** Both ends learn that the line is gone; what was given to them before still reaches them. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const pipe of this.#pipes) pipe.stop();
    for (const socket of this.#sockets) {
      socket.end();
      socket.destroySoon();
    }
    this.#parts.onEnd();
  }
}

/** One direction of a connection. */
class Pipe {
  readonly #way: Way;
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #parts: LineParts;
  readonly #line: Line;
  readonly #bytes = new WebSocketBytes();
  readonly #waiting: { stretch: Stretch; at: number }[] = [];
  #freeAt = 0;
  #size = 0;
  #timer: NodeJS.Timeout | undefined;
  #over = false;

  constructor(way: Way, from: Socket, to: Socket, parts: LineParts, line: Line) {
    this.#way = way;
    this.#from = from;
    this.#to = to;
    this.#parts = parts;
    this.#line = line;
    from.on('data', (data) => this.#take(data as Buffer));
    from.on('end', () => {
      this.#over = true;
      this.move();
    });
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
    this.#over = false;
  }

  move(): void {
    clearTimeout(this.#timer);
    if (this.#parts.held()) return;
    for (let [next] = this.#waiting; next; [next] = this.#waiting) {
      const wait = next.at - performance.now();
      if (wait > 0) {
        this.#timer = setTimeout(() => this.move(), wait);
        return;
      }
      this.#waiting.shift();
      this.#size -= next.stretch.bytes.length;
      const { bytes, message } = next.stretch;
      const fate = message === undefined ? undefined : this.#parts.onMessage(this.#way, message);
      if (!fate?.lost) this.#to.write(bytes);
      if (fate?.cut) {
        this.#line.end();
        return;
      }
    }
    if (this.#size < mostWaiting) this.#from.resume();
    if (this.#over) this.#line.end();
  }

  #take(data: Buffer): void {
    for (const stretch of this.#bytes.push(data)) {
      const { delay, busy } = this.#parts.due(stretch.bytes.length, this.#way);
      const now = performance.now();
      this.#freeAt = Math.max(this.#freeAt, now) + busy;
      const last = this.#waiting.at(-1)?.at ?? 0;
      this.#waiting.push({ stretch, at: Math.max(last, this.#freeAt + delay) });
      this.#size += stretch.bytes.length;
    }
    if (this.#size >= mostWaiting) this.#from.pause();
    this.move();
  }
}
