import type { Fault } from '../base/voice-error.ts';

/** What a WebSocket must have to carry a conversation: the browser's, msw's and Node's do. */
export interface WebSocketLike {
  binaryType: string;
  readonly bufferedAmount: number;
  readonly readyState: number;
  readonly url?: string;
  onopen: ((event: never) => unknown) | null;
  onmessage: ((event: never) => unknown) | null;
  onclose: ((event: never) => unknown) | null;
  onerror: ((event: never) => unknown) | null;
  send(data: string): void;
  /** Where `send` translates: sends a text as it stands. */
  sendRaw?(data: string): void;
  close(code?: number, reason?: string): void;
}

/** Makes a socket that is already dialling. Subprotocols may hold credentials: they are never logged. */
export type DialSocket = (url: string, protocols?: string[]) => WebSocketLike;

/** How a line ended: with the server's goodbye (null) or with a failure. */
export type SocketEnd = Fault | null;

const OPEN = 1;

/**
 * One line to the server, for one use: open it, send over it, close it. It ends exactly once, whoever ended it, and
 * what a dead socket may still deliver is not heard any more.
 */
export class Socket {
  /** Messages that came. */
  received = 0;
  /** Bytes accepted by `send`. */
  accepted = 0;
  readonly #dial: DialSocket;
  readonly #onMessage: (data: string | ArrayBuffer) => void;
  readonly #onEnd: (end: SocketEnd) => void;
  #socket: WebSocketLike | null = null;

  /** @param onEnd told once; nothing is told after it */
  constructor(
    dial: DialSocket,
    onMessage: (data: string | ArrayBuffer) => void,
    onEnd: (end: SocketEnd) => void,
  ) {
    this.#dial = dial;
    this.#onMessage = onMessage;
    this.#onEnd = onEnd;
  }

  /** Bytes accepted by `send` that have not left the machine. */
  get bufferedAmount(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  /** Dials. A refusal, even of the address itself, arrives as `onEnd`. */
  open(url: string, protocols?: string[]): void {
    try {
      const socket = this.#dial(url, protocols);
      let opened = false;
      this.#socket = socket;
      socket.binaryType = 'arraybuffer';
      socket.onopen = () => {
        opened = true;
      };
      socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
        this.received += 1;
        this.#onMessage(data);
      };
      socket.onclose = ({ code, reason }: Pick<CloseEvent, 'code' | 'reason'>) => {
        // A policy may have made `wss:` of the address by now.
        if (this.#release())
          this.#onEnd((!opened && mixed(socket.url)) || endOf(opened, code, reason));
      };
      // In Chromium a socket that the page's policy forbids has an error and never a close.
      socket.onerror = () => opened || socket.onclose?.({ code: 1006, reason: '' } as never);
    } catch {
      const message = 'The address is not valid.';
      this.#onEnd(mixed(url) ?? { reason: 'connection-refused', message });
    }
  }

  /** Sends a text frame. False, and nothing sent, when the line is not open. */
  send(text: string): boolean {
    const socket = this.#socket;
    if (socket?.readyState !== OPEN) return false;
    const before = socket.bufferedAmount;
    try {
      socket.send(text);
    } catch (error) {
      // A translator's. Another line may do better; told when whoever sends is done.
      void Promise.resolve().then(() => {
        socket.onclose?.({ code: 1011, reason: String(error) } as never);
        socket.close();
      });
      return false;
    }
    this.accepted += socket.bufferedAmount - before;
    return true;
  }

  /** The same for a frame that no translator may touch. */
  sendRaw(text: string): boolean {
    const socket = this.#socket;
    if (!socket?.sendRaw) return this.send(text);
    socket.sendRaw(text);
    return true;
  }

  /** Hangs up; `onEnd` is not called for it. */
  close(code = 1000): void {
    this.#release()?.close(code);
  }

  #release(): WebSocketLike | null {
    const socket = this.#socket;
    this.#socket = null;
    if (socket) socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
    return socket;
  }
}

/**
 * What it means that a line did not open where a page, or the Worker it made, was served over https and dialled `ws:`:
 * browsers block that, each in its own way. Most let a page dial its own machine, so there it may have another cause.
 */
function mixed(url = ''): Fault | null {
  if (!/^(blob:)?https:/.test(globalThis.location?.href ?? '') || !/^ws:/.test(url)) return null;
  const own = /^ws:\/\/(127\.|\[::1\]|([^/?]+\.)?localhost[:/])/.test(url);
  return {
    reason: own ? 'connection-refused' : 'usage',
    message: `Browsers block ws:// from an https page as mixed content${own ? ', some even to this machine. Is the server running?' : '. Use wss:// or https://.'}`,
  };
}

/** Failures after which another attempt may succeed. */
const temporary: readonly Fault['reason'][] = [
  'connection-lost',
  'connection-refused',
  'connection-timeout',
  'connection-rate-limited',
];

/** Whether a connection that ended like this may come back. */
export function mayReturn(end: SocketEnd): boolean {
  return end !== null && temporary.includes(end.reason);
}

/**
 * What a close means. A browser tells a script nothing of a refused handshake, so a line that never opened is
 * `connection-refused` whatever the HTTP status was.
 *
 * @see RFC 6455, section 7.4 (close codes)
 */
export function endOf(opened: boolean, code: number, reason: string): SocketEnd {
  if (opened && code === 1000) return null;
  const how = opened ? (meanings[code] ?? 'closed') : 'refused';
  const said = reason && `, "${reason.slice(0, 123)}"`;
  const advice = opened
    ? ''
    : ' Is the server running, are the credentials valid, and does connect-src allow it?';
  return {
    reason: `connection-${how}`,
    message: `The connection was ${how} (close code ${code}${said}).${advice}`,
  };
}

const meanings: Record<number, 'lost' | 'unauthorized' | 'rate-limited' | undefined> = {
  1001: 'lost',
  1005: 'lost',
  1006: 'lost',
  1008: 'unauthorized',
  1011: 'lost',
  1012: 'lost',
  1013: 'rate-limited',
  1014: 'lost',
  1015: 'lost',
};
