import { randomUUID } from 'node:crypto';
import { encodeServerMessage } from '@vivavoce/evi';
import type {
  EmotionScores,
  MillisecondInterval,
  ServerMessage,
  SessionSettings,
} from '@vivavoce/evi';
import { chatErrorCode } from './chat-error.ts';
import type { ChatErrorSlug } from './chat-error.ts';

/** The socket, as a Chat sees it. */
export interface ChatConnection {
  /** Sends one text frame. */
  send(text: string): void;
  /** Resolves when what was sent has left this machine. */
  flushed(): Promise<void>;
  /** Calls `then` when the other end has all that was sent until now. */
  confirm(then: () => void): void;
  /** Closes with a close code. */
  close(code: number, reason: string): void;
}

/** What a `user_message` says beside its words. */
export interface AboutUserMessage {
  time: MillisecondInterval;
  /** Provisional words. Default false. */
  interim?: boolean;
  /** Typed, not spoken. Default false. */
  fromText?: boolean;
  scores?: EmotionScores;
}

/** What a Chat sends. The client's session id, once it has given one, goes along with everything. */
export class Outbox {
  readonly #connection: ChatConnection;
  readonly #onMessage: (message: ServerMessage) => void;
  readonly #requestId = randomUUID();
  readonly #toOldClient: boolean;
  #customSessionId: string | undefined;
  #closed = false;

  /**
   * @param onMessage - told of each message before it is sent.
   * @param toOldClient - whether nothing is sent that a client of early 2025 doesn't know.
   */
  constructor(
    connection: ChatConnection,
    onMessage: (message: ServerMessage) => void = () => undefined,
    toOldClient = false,
  ) {
    this.#connection = connection;
    this.#onMessage = onMessage;
    this.#toOldClient = toOldClient;
  }

  /** The client's id of the session, once it has given one. */
  get customSessionId(): string | undefined {
    return this.#customSessionId;
  }

  /** Sets the id that goes along from now on. */
  setCustomSessionId(id: string): void {
    this.#customSessionId = id;
  }

  send(message: ServerMessage): void {
    if (this.#closed) return;
    const id = this.#customSessionId;
    const full = id === undefined ? message : { ...message, custom_session_id: id };
    this.#onMessage(message);
    if (this.#toOldClient && message.type === 'assistant_prosody') return;
    this.#connection.send(encodeServerMessage(full));
  }

  /**
   * Says which settings have arrived, as newer servers do, but for the key in them.
   *
   * @param extensions - what this server can tell beside EVI's messages, where the client is to know.
   */
  echoSettings(
    { language_model_api_key: _, ...settings }: SessionSettings,
    extensions?: readonly string[],
  ): void {
    this.#sendOwn(extensions ? { ...settings, extensions } : settings);
  }

  /** Says that what was heard over the assistant was nothing that interrupts it: no message of EVI's. */
  sendDismissed(): void {
    this.#sendOwn({ type: 'dismissed', time: Date.now() });
  }

  sendMetadata(chat: { chatId: string; chatGroupId: string }): void {
    this.send({
      type: 'chat_metadata',
      chat_id: chat.chatId,
      chat_group_id: chat.chatGroupId,
      request_id: this.#requestId,
    });
  }

  sendUserMessage(content: string, about: AboutUserMessage): void {
    this.send({
      type: 'user_message',
      from_text: about.fromText ?? false,
      interim: about.interim ?? false,
      message: { role: 'user', content },
      models: about.scores ? { prosody: { scores: about.scores } } : {},
      time: about.time,
    });
  }

  sendError(slug: ChatErrorSlug, message: string): void {
    const code = chatErrorCode(slug);
    this.send({ type: 'error', code, slug, message, request_id: this.#requestId });
  }

  /** Says what is wrong, and closes the socket with a close code. */
  sendLastError(closeCode: number, slug: ChatErrorSlug, message: string): void {
    this.sendError(slug, message);
    this.#connection.close(closeCode, slug);
  }

  /** Sends what is not kept. */
  #sendOwn(message: { type: string } & Record<string, unknown>): void {
    if (this.#closed || this.#toOldClient) return;
    const id = this.#customSessionId;
    this.#connection.send(JSON.stringify(typeFirst(message, id)));
  }

  /** Nothing is sent from now on. */
  close(): void {
    this.#closed = true;
  }
}

/** As it is sent, whatever order a client has given what is sent back to it: the line looks for the type there. */
function typeFirst<Message extends { type: string }>(
  message: Message,
  customSessionId: string | undefined,
): Message {
  const { type, ...rest } = message;
  const session = customSessionId !== undefined && { custom_session_id: customSessionId };
  return { type, ...rest, ...session } as unknown as Message;
}
