import type { EndedStatus } from '../store/chats/chats.ts';
import type { SocketAudio } from './socket-audio.ts';

/** What a socket asks of the session it is attached to. */
export interface SocketSession {
  readonly keepingPace: Promise<void> | undefined;
  /** Takes a text frame of this socket. */
  handleText(text: string, socket: SessionSocket): number | Uint8Array;
  /** Takes audio of this socket. */
  handleAudio(bytes: Uint8Array, socket: SessionSocket): void;
  /** This socket's connection broke. */
  handleLeft(): void;
  /** Tells the client to come back elsewhere once what is being said was heard. */
  retire(): Promise<void>;
  /** The same, whatever is being said. */
  retireNow(): Promise<void>;
  /** The minutes of its key are used up. */
  useUp(): void;
  end(status: EndedStatus): Promise<void>;
}

/** One socket of a session, from when it is attached until it is detached, and what is known of it alone. */
export class SessionSocket {
  readonly audio: SocketAudio;
  /** The client was told what this server can tell beside EVI's messages. */
  announced = false;
  /** Some of the user's sound has come. */
  heard = false;
  /** Texts that were heard over a line that broke before the client could know. */
  repeated: string[] = [];
  /** When it was attached, by the clock. */
  attachedAt = 0;
  readonly #session: SocketSession;
  #closed = false;
  #left = false;

  constructor(session: SocketSession, audio: SocketAudio) {
    this.#session = session;
    this.audio = audio;
  }

  /** Nothing that comes over it is taken any more. */
  get closed(): boolean {
    return this.#closed;
  }

  /** While the database does not keep pace with what is said: resolves when more may be taken. */
  get keepingPace(): Promise<void> | undefined {
    return this.#session.keepingPace;
  }

  /** Takes a text frame. @returns how many characters are to be answered or spoken, or the audio in it, which is still to be taken. */
  handleText(text: string): number | Uint8Array {
    return this.#closed ? 0 : this.#session.handleText(text, this);
  }

  /** Takes audio: a piece of a binary frame, or of what an `audio_input` held. */
  handleAudio(bytes: Uint8Array): void {
    if (!this.#closed) this.#session.handleAudio(bytes, this);
  }

  /** The connection broke: the session waits for its client. */
  leave(): void {
    if (this.#closed) return;
    this.#left = true;
    this.letGo();
    this.#session.handleLeft();
  }

  /** Tells the client to come back elsewhere, once what is being said was heard. Resolves when the Chat's end was kept. */
  async retire(): Promise<void> {
    if (!this.#closed) await this.#session.retire();
  }

  /** The same, whatever is being said. */
  async retireNow(): Promise<void> {
    if (!this.#closed) await this.#session.retireNow();
  }

  /** Ends a Chat whose key has no minutes left for today. */
  useUp(): void {
    if (!this.#closed) this.#session.useUp();
  }

  /** The connection is closed, or about to be, and with it the session, unless that was left. Resolves when its end was kept. */
  async close(status: EndedStatus): Promise<void> {
    if (!this.#left) await this.#session.end(status);
  }

  /** The session is over, or goes on without it. */
  letGo(): void {
    this.#closed = true;
    this.audio.close();
  }
}
