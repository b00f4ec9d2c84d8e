import type { ChatConnection } from './outbox.ts';

/** Beyond so many characters that the client has not confirmed, the oldest are forgotten. */
const mostUnconfirmed = 8 * 1024 * 1024;
/** The same of all lines together, in characters: those that hold much forget. */
const mostOfAll = 64 * 1024 * 1024;
const much = 512 * 1024;

/** A message of ours, as far as it matters whether it is said again. */
export interface Said {
  readonly type: string;
  readonly from_text?: boolean;
  readonly message?: { readonly content?: string };
  /** Of `audio_output`: its message, its place in that, and its sound. */
  readonly id?: string;
  readonly index?: number;
  readonly data?: string;
}

/**
 * The way out of a conversation through all its sockets: what the client has not confirmed when one breaks is said again
 * over the next. A WebSocket's pong is the confirmation: it comes after everything that was sent before the ping.
 */
export class ResendBuffer implements ChatConnection {
  readonly #onConfirmed: (said: Said) => void;
  readonly #heldByAll: () => number;
  #connection: ChatConnection | undefined;
  #unconfirmed: string[] = [];
  #size = 0;
  #asked = false;

  /**
   * @param onConfirmed - told of each message that the client has.
   * @param heldByAll - how many characters all lines hold. Default no more than this one.
   */
  constructor(onConfirmed: (said: Said) => void, heldByAll: () => number = () => 0) {
    this.#onConfirmed = onConfirmed;
    this.#heldByAll = heldByAll;
  }

  /** How many characters the client has not confirmed. */
  get held(): number {
    return this.#size;
  }

  /** What the client may not have heard, oldest first. */
  get unconfirmed(): readonly Said[] {
    return this.#unconfirmed.map(saidIn);
  }

  send(text: string): void {
    this.#unconfirmed.push(text);
    this.#size += text.length;
    while (this.#holdsTooMuch()) this.#size -= this.#unconfirmed.shift()?.length ?? 0;
    this.#connection?.send(text);
    this.#ask();
  }

  flushed(): Promise<void> {
    return this.#connection?.flushed() ?? Promise.resolve();
  }

  confirm(then: () => void): void {
    this.#connection?.confirm(then);
  }

  close(code: number, reason: string): void {
    this.#connection?.close(code, reason);
  }

  /** The socket is gone: what is sent from now on waits. */
  detach(): void {
    this.#connection = undefined;
    this.#asked = false;
  }

  /**
   * Another socket: `greet` speaks first, then what the client may not have heard is said again.
   *
   * @returns what is said again.
   */
  attach(connection: ChatConnection, greet: () => void): Said[] {
    const said = this.unconfirmed;
    const lastUser = said.findLastIndex(({ type }) => type === 'user_message');
    const lastCut = said.findLastIndex(({ type }) => type === 'user_interruption');
    const worth = said.map((message, i) => worthRepeating(message, i < lastUser, i < lastCut));
    const again = this.#unconfirmed.filter((_, i) => worth[i]);
    this.#unconfirmed = [];
    this.#size = 0;
    this.#asked = false;
    this.#connection = connection;
    greet();
    for (const text of again) this.send(text);
    return said.filter((_, i) => worth[i]);
  }

  #holdsTooMuch(): boolean {
    if (this.#size > mostUnconfirmed) return true;
    return this.#size > much && this.#heldByAll() > mostOfAll;
  }

  #ask(): void {
    const connection = this.#connection;
    const last = this.#unconfirmed.at(-1);
    if (connection === undefined || last === undefined || this.#asked) return;
    this.#asked = true;
    connection.confirm(() => {
      if (this.#connection !== connection) return;
      this.#asked = false;
      for (const text of this.#unconfirmed.splice(0, this.#unconfirmed.indexOf(last) + 1)) {
        this.#size -= text.length;
        this.#onConfirmed(saidIn(text));
      }
      this.#ask();
    });
  }
}

/** As much of a message as anybody looks at: of settings and tools' answers, which clients make large, that is their type. */
function saidIn(text: string): Said {
  const type = /^\{"type":"(\w+)"/.exec(text)?.[1];
  return type === undefined || type === 'user_message' || type === 'audio_output'
    ? (JSON.parse(text) as Said)
    : { type };
}

/**
 * Greetings and errors are of one socket; an interruption that comes late would silence what was said after it, and the
 * end of a turn before the last, which carries no id, would be taken for the end of the last. Sound that was interrupted is over.
 */
function worthRepeating({ type }: Said, past: boolean, interrupted: boolean): boolean {
  if (past && type === 'assistant_end') return false;
  if (interrupted && type === 'audio_output') return false;
  return !['chat_metadata', 'session_settings', 'error', 'user_interruption'].includes(type);
}
