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
  /** Something could not be kept, or not yet. Told before what it is about leaves, and once for all that follows. */
  onTrouble: (trouble: KeepingTrouble) => void;
}

/**
 * Why something is not in the database: `waiting`, it failed and is tried again; `lost`, it failed for too long; `full`, it may
 * not grow.
 */
export type KeepingTrouble = 'waiting' | 'lost' | 'full';

/**
 * Keeps what happens in a Chat, and is the Chat's way to its socket: a message leaves only when what it tells has been
 * kept, so that whatever a client has been told outlives a server that is killed. Where the database fails, a word of warning
 * leaves first; but for that, nothing overtakes anything.
 */
export class ChatRecorder implements ChatConnection {
  readonly #parts: ChatRecorderParts;
  #chat: StoredChat;
  readonly #unkept: ChatEvent[] = [];
  readonly #unanswered = new Set<string>();
  #keeping: Promise<void> | undefined;
  #leaving = Promise.resolve();
  #queued = 0;
  #trouble: KeepingTrouble | undefined;
  /** What is sent now is the word of warning. */
  #warning = false;

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
    store.describe(this.#chat.chatId, about).then(
      (keeping) => {
        if (keeping === 'waiting') this.#tell('waiting');
      },
      (error: unknown) => {
        this.#tell(troubleOf(error));
      },
    );
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
    // Where there is no room to say so, the next server to look finds the Chat abandoned.
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
    if (this.#warning || (this.#keeping === undefined && this.#queued === 0)) {
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
        const keeping = await store.append(this.#chat, this.#unkept.splice(0), (full) => {
          this.#tell(full ? 'full' : 'lost');
        });
        if (keeping === 'kept') this.#trouble = undefined;
        else this.#tell('waiting');
      } catch (error) {
        this.#tell(troubleOf(error));
      }
    }
    this.#keeping = undefined;
  }

  #tell(trouble: KeepingTrouble): void {
    if (this.#trouble === trouble || (this.#trouble === 'lost' && trouble === 'waiting')) return;
    this.#trouble = trouble;
    this.#warning = true;
    this.#parts.onTrouble(trouble);
    this.#warning = false;
  }
}

/** What is not full has failed in another way than a database does, and is not tried again. */
function troubleOf(error: unknown): KeepingTrouble {
  return error instanceof ServerError && error.reason === 'database-full' ? 'full' : 'lost';
}
