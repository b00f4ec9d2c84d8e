import type { ServerMessage } from '@vivavoce/evi';
import { ServerError } from '../base/server-error.ts';
import type { ChatEvent } from '../store/chats/chat-events.ts';
import { timeIn } from '../store/chats/chat-store.ts';
import type { ChatDescription, ChatStore, StoredChat } from '../store/chats/chat-store.ts';
import type { EndedStatus } from '../store/chats/chats.ts';
import type { ChatGuard } from '../connection/chat-guard.ts';
import type { ChatConnection } from '../connection/outbox.ts';
import { recordedEvent, toolAnswer } from './recorded-event.ts';
import type { SoundRecorder } from './sound-recorder.ts';

/** What is written together. */
interface Gathered {
  readonly events: ChatEvent[];
  about?: ChatDescription;
  /** About how much of it there is, in characters. */
  size: number;
}

/** So much may wait for the database, in characters, before no more is taken from the client. */
const mostHeld = 256 * 1024;
/** What an event, or what is said of a Chat, takes beside its text, in characters, about. */
const overhead = 500;

/** What a {@link ChatRecorder} needs and tells. */
export interface ChatRecorderParts {
  store: ChatStore;
  /** The Chat that things belong to. */
  chat: StoredChat;
  /** Keeps the sound of it. */
  sound: SoundRecorder;
  /** The way to the client. */
  line: ChatConnection;
  /** Who is told what the client is sent. */
  audience: { tell(text: string): void };
  /** Watches over what waits for its turn. */
  guard: ChatGuard;
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
  /** Gathers what comes before its turn to be written. */
  #next: Gathered | undefined;
  readonly #unanswered = new Set<string>();
  /** What is written and what leaves takes turns, in the order it came. */
  #turns = Promise.resolve();
  #waiting = 0;
  /** What is written or leaves when its turn comes, in characters. */
  #held = 0;
  #leaving = Promise.resolve();
  #trouble: KeepingTrouble | undefined;
  /** What is sent now waits for nothing. */
  #ahead = false;
  #ended = false;

  constructor(parts: ChatRecorderParts) {
    this.#parts = parts;
    this.#chat = parts.chat;
  }

  /**
   * The conversation goes on in another Chat: its line broke, and the client came back over a new one. What comes from now on belongs
   * to that. Resolves when the end of this one was kept.
   */
  moveTo(chat: StoredChat): Promise<void> {
    const ended = this.#end('USER_TIMEOUT', this.#parts.sound.moveTo(chat));
    this.#chat = chat;
    // Nobody has told the client over its new line.
    this.#trouble = undefined;
    return ended;
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

  /** Keeps an event. What comes after the end is neither kept nor sent. */
  keep(event: ChatEvent): void {
    if (this.#ended) return;
    const { text = '', metadata = '', emotionFeatures = '' } = event;
    const size = text.length + metadata.length + emotionFeatures.length;
    this.#gather(size).events.push({ ...event, at: event.at ?? timeIn(this.#chat) });
  }

  /** Keeps what the client said of its Chat. */
  describe(about: ChatDescription): void {
    if (this.#ended) return;
    const { metadata = '', customSessionId = '' } = about;
    const next = this.#gather(metadata.length + customSessionId.length);
    next.about = { ...next.about, ...about };
  }

  /** The Chat is over. Resolves when that was kept. */
  end(status: EndedStatus): Promise<void> {
    this.#ended = true;
    return this.#end(status, this.#parts.sound.end());
  }

  /** @param heard - whoever is told that the Chat is over finds its sound complete. */
  #end(status: EndedStatus, heard: Promise<void>): Promise<void> {
    const { store } = this.#parts;
    const { chatId } = this.#chat;
    const endMs = timeIn(this.#chat);
    this.#next = undefined;
    return this.#inTurn(async () => {
      await heard;
      // Where there is no room to say so, the next server to look finds the Chat abandoned.
      await store.end(chatId, status, endMs).catch(() => undefined);
    });
  }

  /** What `say` sends leaves at once, ahead of all that waits to be kept: the greeting of another line, a word of warning. */
  sendAhead(say: () => void): void {
    this.#ahead = true;
    try {
      say();
    } finally {
      this.#ahead = false;
    }
  }

  send(text: string): void {
    if (this.#ended) return;
    this.#held += text.length;
    this.#whenKept(() => {
      this.#held -= text.length;
      this.#parts.line.send(text);
      this.#parts.audience.tell(text);
    });
  }

  /** While much waits for the database: resolves when what waits now does no more. Whoever makes more of it is to wait for that. */
  get keepingPace(): Promise<void> | undefined {
    return this.#held > mostHeld ? this.#turns : undefined;
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
    if (this.#ahead || this.#waiting === 0) run();
    else this.#leaving = this.#inTurn(run);
  }

  #inTurn(work: () => Promise<void> | void): Promise<void> {
    this.#waiting++;
    const { guard } = this.#parts;
    // What fails in its turn keeps nothing behind it from its own.
    this.#turns = this.#turns.then(() => guard.run(work)).finally(() => this.#waiting--);
    return this.#turns;
  }

  /** One query at a time, with all that has come meanwhile. @param size - of what comes to it, in characters. */
  #gather(size: number): Gathered {
    const gathered = this.#next ?? this.#begin();
    gathered.size += size + overhead;
    this.#held += size + overhead;
    return gathered;
  }

  #begin(): Gathered {
    const chat = this.#chat;
    const gathered: Gathered = { events: [], size: 0 };
    this.#next = gathered;
    void this.#inTurn(async () => {
      if (this.#next === gathered) this.#next = undefined;
      await this.#write(chat, gathered);
      this.#held -= gathered.size;
    });
    return gathered;
  }

  async #write(chat: StoredChat, { events, about }: Gathered): Promise<void> {
    const { store } = this.#parts;
    // Once the conversation goes on in another Chat, that does not end for what had no room in this.
    const tell = (trouble: KeepingTrouble) => {
      this.#tell(trouble === 'full' && chat !== this.#chat ? 'lost' : trouble);
    };
    try {
      const described = about && (await store.describe(chat.chatId, about));
      const appended =
        events.length > 0 &&
        (await store.append(chat, events, (full) => {
          tell(full ? 'full' : 'lost');
        }));
      if (described === 'waiting' || appended === 'waiting') tell('waiting');
      else this.#trouble = undefined;
    } catch (error) {
      tell(troubleOf(error));
    }
  }

  #tell(trouble: KeepingTrouble): void {
    if (this.#trouble === trouble || (this.#trouble === 'lost' && trouble === 'waiting')) return;
    this.#trouble = trouble;
    this.sendAhead(() => {
      this.#parts.onTrouble(trouble);
    });
  }
}

/** What is not full has failed in another way than a database does, and is not tried again. */
function troubleOf(error: unknown): KeepingTrouble {
  return error instanceof ServerError && error.reason === 'database-full' ? 'full' : 'lost';
}
