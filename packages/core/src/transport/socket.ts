import { VoiceError } from '../base/voice-error.ts';
import type { VoiceErrorReason } from '../base/voice-error.ts';

/** What a WebSocket must have to carry a conversation: the browser's, msw's and Node's do. */
export interface WebSocketLike {
  binaryType: string;
  readonly bufferedAmount: number;
  readonly readyState: number;
  onopen: ((event: never) => unknown) | null;
  onmessage: ((event: never) => unknown) | null;
  onclose: ((event: never) => unknown) | null;
  onerror: ((event: never) => unknown) | null;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

/** Makes a socket that is already dialling. */
export type DialSocket = (url: string) => WebSocketLike;

/** How a line ended: with the server's goodbye (null) or with a failure. */
export type SocketEnd = VoiceError | null;

/** What a socket tells. After `onEnd` it tells nothing more. */
export interface SocketListener {
  onMessage(data: string | ArrayBuffer): void;
  onEnd(end: SocketEnd): void;
}

const OPEN = 1;

/**
 * One line to the server, for one use: open it, send over it, close it. It ends exactly once, whoever ended it, and
 * what a dead socket may still deliver is not heard any more.
 */
export class Socket {
  readonly #dial: DialSocket;
  readonly #listener: SocketListener;
  #socket: WebSocketLike | null = null;
  #opened = false;
  #ended = false;

  constructor(dial: DialSocket, listener: SocketListener) {
    this.#dial = dial;
    this.#listener = listener;
  }

  /** Bytes accepted by `send` that have not left the machine. */
  get bufferedAmount(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  /** Dials. A refusal, even of the address itself, arrives as `onEnd`. */
  open(url: string): void {
    try {
      const socket = this.#dial(url);
      this.#socket = socket;
      socket.binaryType = 'arraybuffer';
      socket.onopen = () => {
        this.#opened = true;
      };
      socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) =>
        this.#listener.onMessage(data);
      socket.onclose = ({ code, reason }: CloseEvent) =>
        this.#end(endOf(this.#opened, code, reason));
    } catch (cause) {
      this.#end(
        new VoiceError(
          'connection-refused',
          'Failed to connect: the address is not one a socket can use.',
          cause,
        ),
      );
    }
  }

  /** Sends a text frame. False, and nothing sent, when the line is not open. */
  send(text: string): boolean {
    if (this.#ended || this.#socket?.readyState !== OPEN) return false;
    this.#socket.send(text);
    return true;
  }

  /** Hangs up; `onEnd` is not called for it. */
  close(code = 1000): void {
    this.#ended = true;
    this.#release()?.close(code);
  }

  #end(end: SocketEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#release();
    this.#listener.onEnd(end);
  }

  #release(): WebSocketLike | null {
    const socket = this.#socket;
    this.#socket = null;
    if (socket) socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
    return socket;
  }
}

const passing: readonly VoiceErrorReason[] = [
  'connection-lost',
  'connection-refused',
  'connection-timeout',
  'connection-rate-limited',
];

/** Whether a line that ended like this may come back: what was refused or said goodbye to is over. */
export function mayReturn(end: SocketEnd): boolean {
  return end !== null && passing.includes(end.reason);
}

/**
 * What a close means. A browser tells a script nothing of a refused handshake, so a line that never opened is
 * `connection-refused` whatever the HTTP status was.
 *
 * @see RFC 6455, section 7.4 (close codes)
 */
export function endOf(opened: boolean, code: number, reason: string): SocketEnd {
  const said =
    reason === '' ? `close code ${code}` : `close code ${code}, "${reason.slice(0, 123)}"`;
  if (!opened) {
    return new VoiceError(
      'connection-refused',
      `Failed to connect: the server did not accept the connection (${said}). Is it running, and are the credentials right?`,
    );
  }
  switch (code) {
    case 1000:
      return null;
    case 1008:
      return new VoiceError(
        'connection-unauthorized',
        `The server refused the conversation (${said}).`,
      );
    case 1013:
      return new VoiceError(
        'connection-rate-limited',
        `The server has no room for the conversation now (${said}).`,
      );
    case 1001:
    case 1005:
    case 1006:
    case 1011:
    case 1012:
    case 1014:
    case 1015:
      return new VoiceError('connection-lost', `The connection was lost (${said}).`);
    default:
      return new VoiceError('connection-closed', `The server ended the conversation (${said}).`);
  }
}
