import type { ReturnChatStatus, ServerMessage } from '@vivavoce/evi';
import { ServerError } from '../server-error.ts';
import type { ChatEvent } from '../store/chat-events.ts';
import type { ChatStore, StoredChat } from '../store/chat-store.ts';
import type { ChatConnection } from './outbox.ts';
import { recordedEvent, toolAnswer } from './recorded-event.ts';
import type { SoundRecorder } from './sound-recorder.ts';

type EndedStatus = Exclude<ReturnChatStatus, 'ACTIVE'>;

/** What a {@link ChatRecorder} needs and tells. */
export interface ChatRecorderParts {
  store: ChatStore;
  /** The Chat that things belong to. */
  chat: StoredChat;
  /** Keeps the sound of it. */
  sound: SoundRecorder;
  /** The way to the client. */
  line: ChatConnection;
  /** Something could not be kept. @param full - because the database may not grow. */
  onFailed: (full: boolean) => void;
}

/**
 * Keeps what happens in a Chat, and is the Chat's way to its socket: a message leaves only when what it tells has been
 * kept, so that whatever a client has been told outlives a server that is killed. Nothing overtakes anything.
 */
export class ChatRecorder implements ChatConnection {
  readonly #parts: ChatRecorderParts;
  #chat: StoredChat;
  readonly #unkept: ChatEvent[] = [];
  readonly #unanswered = new Set<string>();
  #keeping: Promise<void> | undefined;
  #leaving = Promise.resolve();
  #queued = 0;

  constructor(parts: ChatRecorderParts) {
    this.#parts = parts;
    this.#chat = parts.chat;
  }

  /** The conversation goes on in another Chat: its line broke, and the client came back over a new one. */
  async moveTo(chat: StoredChat): Promise<void> {
    await this.#parts.sound.moveTo(chat);
    await this.#end('USER_TIMEOUT');
    this.#chat = chat;
  }

  /** A message is about to be sent. */
  handleMessage(message: ServerMessage): void {
    const event = recordedEvent(message);
    if (event) this.keep(event);
    if (message.type === 'tool_call') this.#unanswered.add(message.tool_call_id);
    else if ('tool_call_id' in message) this.#unanswered.delete(message.tool_call_id);
  }

  /** A tool was used, with this for its answer: also when nobody has answered. */
  handleToolUsed(toolCallId: string, text: string): void {
    if (this.#unanswered.delete(toolCallId)) this.keep(toolAnswer(toolCallId, text, true));
  }

  /** Keeps an event. */
  keep(event: ChatEvent): void {
    this.#unkept.push({ ...event, at: event.at ?? Date.now() });
    this.#keeping ??= this.#keepAll();
  }

  /** Keeps what the client said of its Chat. */
  describe(about: { customSessionId?: string; metadata?: string }): void {
    const { store } = this.#parts;
    store.describe(this.#chat.chatId, about).catch((error: unknown) => {
      this.#fail(error);
    });
  }

  /** The Chat is over. Resolves when that was kept. */
  async end(status: EndedStatus): Promise<void> {
    // Whoever is told that the Chat is over finds its sound complete.
    await this.#parts.sound.end();
    await this.#end(status);
  }

  async #end(status: EndedStatus): Promise<void> {
    const { store } = this.#parts;
    await this.#keeping;
    // A server that can't say so now says so when it finds the Chat abandoned.
    await store.end(this.#chat.chatId, status).catch(() => undefined);
  }

  send(text: string): void {
    this.#whenKept(() => {
      this.#parts.line.send(text);
    });
  }

  async flushed(): Promise<void> {
    await this.#leaving;
    await this.#parts.line.flushed();
  }

  confirm(then: () => void): void {
    this.#parts.line.confirm(then);
  }

  close(code: number, reason: string): void {
    this.#whenKept(() => {
      this.#parts.line.close(code, reason);
    });
  }

  #whenKept(run: () => void): void {
    if (this.#keeping === undefined && this.#queued === 0) {
      run();
      return;
    }
    this.#queued++;
    this.#leaving = Promise.all([this.#leaving, this.#keeping]).then(() => {
      this.#queued--;
      run();
    });
  }

  /** One query at a time, with all that has come meanwhile. */
  async #keepAll(): Promise<void> {
    const { store } = this.#parts;
    while (this.#unkept.length > 0) {
      try {
        await store.append(this.#chat, this.#unkept.splice(0));
      } catch (error) {
        this.#fail(error);
      }
    }
    this.#keeping = undefined;
  }

  #fail(error: unknown): void {
    this.#parts.onFailed(error instanceof ServerError && error.reason === 'database-full');
  }
}
