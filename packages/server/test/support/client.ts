import { ServerMessage } from '@vivavoce/evi';
import * as v from 'valibot';
import { WebSocket } from 'ws';
import type { RunningServer } from '../../src/index.ts';

type MessageOf<Type extends ServerMessage['type']> = Extract<ServerMessage, { type: Type }>;

/** A message and when it came, in ms of `performance.now()`. */
export interface Received {
  message: ServerMessage;
  at: number;
}

/** How audio is sent. */
export interface SpeakOptions {
  /** Default 16000. */
  rate?: number;
  /** As binary frames. Default false: as `audio_input`. */
  binary?: boolean;
  /** At the speed of a microphone. Default true. */
  paced?: boolean;
}

const patienceMs = 30_000;

/** A client of the chat socket that keeps what it receives. Every message is checked against evi's schemas. */
export class TestClient {
  readonly received: Received[] = [];
  /** What came and is no message of EVI's. */
  readonly invalid: string[] = [];
  readonly socket: WebSocket;
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #watchers = new Set<() => void>();

  constructor(
    server: Pick<RunningServer, 'url'>,
    query = '',
    headers: Record<string, string> = {},
  ) {
    const url = `${server.url.replace('http', 'ws')}/v0/evi/chat${query}`;
    this.socket = new WebSocket(url, { headers });
    this.socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      const message = JSON.parse(text) as { type?: unknown };
      // What newer servers answer settings with; no message of the specification.
      if (message.type === 'session_settings') return;
      const read = v.safeParse(ServerMessage, message);
      if (read.success) this.received.push({ message: read.output, at: performance.now() });
      else if (!isEcho(text)) this.invalid.push(text);
      this.#notify();
    });
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => {
        resolve({ code, reason: reason.toString('utf8') });
        this.#notify();
      });
    });
    this.socket.on('error', () => undefined);
  }

  /** Connects, and waits for `chat_metadata`. */
  static async open(server: Pick<RunningServer, 'url'>, query = ''): Promise<TestClient> {
    const client = new TestClient(server, query);
    await client.next('chat_metadata');
    return client;
  }

  /** The messages of one type, in order. */
  all<Type extends ServerMessage['type']>(type: Type): MessageOf<Type>[] {
    return this.received
      .map(({ message }) => message)
      .filter((message): message is MessageOf<Type> => message.type === type);
  }

  /** The types of all messages, in order. */
  get types(): string[] {
    return this.received.map(({ message }) => message.type);
  }

  /** Waits until there are `count` messages of a type; gives the last of these. */
  async next<Type extends ServerMessage['type']>(type: Type, count = 1): Promise<MessageOf<Type>> {
    await this.until(() => this.all(type).length >= count, `${String(count)} × ${type}`);
    const message = this.all(type)[count - 1];
    if (message === undefined) throw new Error(`no ${type}`);
    return message;
  }

  /** Waits for a final `user_message`. */
  async nextWords(count = 1): Promise<MessageOf<'user_message'>> {
    const final = () => this.all('user_message').filter(({ interim }) => !interim);
    await this.until(() => final().length >= count, `${String(count)} × final user_message`);
    const message = final()[count - 1];
    if (message === undefined) throw new Error('no user_message');
    return message;
  }

  /** Waits for a fact, as long as messages may bring it about. */
  async until(fact: () => boolean, name: string): Promise<void> {
    if (fact()) return;
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        settle();
        const errors = this.all('error').map(({ slug }) => slug);
        const received = [...this.types, ...errors].join(', ');
        reject(new Error(`waited in vain for ${name}; received ${received}`));
      }, patienceMs);
      const check = () => {
        if (!fact()) return;
        settle();
        resolve();
      };
      const settle = () => {
        clearTimeout(late);
        this.#watchers.delete(check);
      };
      this.#watchers.add(check);
    });
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Declares linear16 of this rate. */
  declareAudio(rate = 16_000, channels = 1): void {
    this.send({
      type: 'session_settings',
      audio: { encoding: 'linear16', channels, sample_rate: rate },
    });
  }

  /**
   * Sends audio in pieces of 20 ms, by default as a microphone does: one every 20 ms. Resolves at the end of it, with by how many ms a
   * piece was too late at most, since the machine did other things.
   */
  async speak(samples: Int16Array, options: SpeakOptions = {}): Promise<number> {
    const { rate = 16_000, binary = false, paced = true } = options;
    const size = rate / 50;
    const start = performance.now();
    let late = 0;
    for (let at = 0, chunk = 0; at < samples.length; at += size, chunk++) {
      const bytes = Buffer.from(samples.slice(at, at + size).buffer);
      late = Math.max(late, performance.now() - start - 20 * chunk);
      if (binary) this.socket.send(bytes);
      else this.send({ type: 'audio_input', data: bytes.toString('base64') });
      const due = start + 20 * (chunk + 1) - performance.now();
      if (paced && due > 0) await new Promise((resolve) => setTimeout(resolve, due));
    }
    return late;
  }

  /** Closes and waits for it. */
  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }

  #notify(): void {
    for (const watcher of this.#watchers) watcher();
  }
}

/** Newer servers send settings back; the schemas of EVI's messages do not know it. */
function isEcho(text: string): boolean {
  const { type } = JSON.parse(text) as { type?: unknown };
  return type === 'session_settings';
}
