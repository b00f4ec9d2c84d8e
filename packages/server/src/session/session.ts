import type { Clock } from '../base/clock.ts';
import type { Turn } from '../base/conversation-turn.ts';
import type { Log, LogEntry } from '../base/log.ts';
import type { Observe } from '../base/observe.ts';
import { minutesUsedUp, storageFull } from '../connection/chat-error.ts';
import { ChatGuard } from '../connection/chat-guard.ts';
import { Outbox } from '../connection/outbox.ts';
import type { ChatConnection } from '../connection/outbox.ts';
import { ResendBuffer } from '../connection/resend-buffer.ts';
import type { ChatConfig } from '../dialogue/chat-config.ts';
import type { CreateDialogue, Dialogue, DialogueParts, Ending } from '../dialogue/dialogue.ts';
import type { Engines } from '../engines/engines.ts';
import { ChatRecorder } from '../recording/chat-recorder.ts';
import type { KeepingTrouble } from '../recording/chat-recorder.ts';
import { SoundRecorder } from '../recording/sound-recorder.ts';
import type { AudioQuota } from '../store/chats/audio-quota.ts';
import type { ChatStore, StoredChat } from '../store/chats/chat-store.ts';
import type { EndedStatus } from '../store/chats/chats.ts';
import { Audience } from './audience.ts';
import type { ChatQuery } from './chat-query.ts';
import { audioOfOthers, ClientMessages } from './client-messages.ts';
import { wrong } from './read-message.ts';
import type { WrongMessage } from './read-message.ts';
import type { RunningSession, SessionRegistry } from './session-registry.ts';
import { SessionSocket } from './session-socket.ts';
import { TurnWatch } from './turn-watch.ts';

/** What all sessions of a server have in common. */
export interface SessionDependencies extends Pick<DialogueParts, 'toolTimeoutMs' | 'webSearch'> {
  clock: Clock;
  config: ChatConfig;
  engines: Engines;
  store: ChatStore;
  audioQuota: AudioQuota;
  /** The path of ffmpeg; undefined where it is not installed. */
  ffmpeg: string | undefined;
  sessions: SessionRegistry;
  createDialogue: CreateDialogue;
  /** `2025-01`: no client is sent what those of that time don't know. Default: those that say that they are of that time aren't. */
  compat?: '2025-01' | undefined;
  log: Log;
  /** Is told of Chats and turns. Default nobody. */
  observe?: Observe | undefined;
}

/** What a {@link Session} is made of. */
export interface SessionParts extends SessionDependencies {
  /** The Chat as it was opened in the store. */
  stored: StoredChat;
  /** Which Config and version it has; empty for the server's own. */
  configName: string;
  /** The client is of a time before `assistant_prosody` and settings that are sent back. */
  old: boolean;
}

/** What the client is told when what is said can't be kept. */
const storageTroubles: Readonly<Record<Exclude<KeepingTrouble, 'full'>, string>> = {
  waiting:
    'The database fails. What is said from now on is kept in memory, and in the database once that answers again.',
  lost: 'The database has failed for so long that some of what was said is lost.',
};

/** What a Chat's status is once it has ended so. */
const statusOf: Readonly<Record<Ending, EndedStatus>> = {
  hang_up: 'USER_ENDED',
  inactivity_timeout: 'INACTIVITY_TIMEOUT',
  max_duration_timeout: 'MAX_DURATION_TIMEOUT',
  language_model_failed: 'ERROR',
  realtime_failed: 'ERROR',
};

/** What an `error` says of it before. Who was bidden farewell needs no more words. */
const endingTexts: Readonly<Record<Exclude<Ending, 'hang_up'>, string>> = {
  inactivity_timeout: 'The user was silent for as long as a Chat may be quiet.',
  max_duration_timeout: 'The Chat has lasted as long as it may.',
  language_model_failed: "The Config's language model can not be used.",
  realtime_failed: 'The realtime model can not be used.',
};

/**
 * One conversation, from its first connection to its end. It owns all of it; sockets are attached to it and detached, one at a time, and
 * each of them is a Chat of its own in the same Chat Group.
 */
export class Session implements RunningSession {
  readonly config: string;
  readonly chatIds: Set<string> = new Set();
  readonly audience: Audience = new Audience();
  readonly #parts: SessionParts;
  readonly #guard: ChatGuard;
  readonly #buffer: ResendBuffer;
  readonly #recorder: ChatRecorder;
  readonly #sound: SoundRecorder;
  readonly #outbox: Outbox;
  readonly #dialogue: Dialogue;
  readonly #messages: ClientMessages;
  readonly #turns: TurnWatch | undefined;
  readonly #logged = new Set<string>();
  #beganAt = 0;
  /** Why it ends, where its status does not say it. */
  #why: string | undefined;
  #stored: StoredChat;
  /** The socket that is attached; undefined while the session waits for its client. */
  #socket: SessionSocket | undefined;
  #end: Promise<void> | undefined;
  #onEnded: (() => void) | undefined;

  constructor(given: SessionParts) {
    const log: Log = (entry) => {
      given.log({ ...entry, chatId: this.#stored.chatId });
    };
    const guard = new ChatGuard((error) => {
      log({ level: 'error', message: 'A Chat failed', error });
      this.#fail();
    });
    const parts = { ...given, log, clock: guard.clock(given.clock) };
    const { store, clock, stored } = parts;
    this.#parts = parts;
    this.#guard = guard;
    this.config = parts.configName;
    this.#stored = stored;
    this.#buffer = new ResendBuffer(
      (said) => {
        this.#dialogue.confirm(said);
      },
      () => parts.sessions.held,
    );
    this.#sound = new SoundRecorder(parts.audioQuota, clock, stored, (chatId) => {
      // Where there is no room to say it, the recording is just shorter.
      store.noteAudioFailed(chatId).catch(() => undefined);
    });
    this.#recorder = new ChatRecorder({
      store,
      chat: stored,
      sound: this.#sound,
      line: this.#buffer,
      audience: this.audience,
      guard,
      onTrouble: (trouble) => {
        this.#handleTrouble(trouble);
      },
    });
    const { observe } = parts;
    this.#turns = observe && new TurnWatch(clock, observe, () => this.chatId);
    this.#outbox = new Outbox(
      this.#recorder,
      (message) => {
        this.#turns?.handleMessage(message);
        this.#recorder.handleMessage(message);
      },
      parts.compat === '2025-01' || parts.old,
    );
    this.#dialogue = parts.createDialogue({
      ...parts,
      guard,
      outbox: this.#outbox,
      flushed: () => this.#recorder.flushed(),
      sound: this.#sound,
      onDismissed: () => {
        if (this.#messages.tellsDismissed) this.#outbox.sendDismissed();
      },
      onSpeechEnded: () => {
        this.#turns?.handleSpeechEnded();
      },
      onTrouble: (level, message, error) => {
        this.#logOnce(level, message, error);
      },
      onToolUsed: (id, answer) => {
        this.#recorder.handleToolUsed(id, answer);
      },
      onEnd: (reason, because) => {
        if (reason === 'hang_up') this.#recorder.close(1000, reason);
        else this.#outbox.sendLastError(1000, reason, because ?? endingTexts[reason]);
        this.#why = reason;
        this.#endSoon(statusOf[reason]);
      },
    });
    this.#messages = new ClientMessages({
      clock,
      outbox: this.#outbox,
      dialogue: this.#dialogue,
      recorder: this.#recorder,
      isAway: () => this.#socket === undefined,
    });
  }

  get groupId(): string {
    return this.#stored.chatGroupId;
  }

  get chatId(): string {
    return this.#stored.chatId;
  }

  get customSessionId(): string | undefined {
    return this.#outbox.customSessionId;
  }

  get ended(): boolean {
    return this.#end !== undefined;
  }

  get keepingPace(): Promise<void> | undefined {
    return this.#recorder.keepingPace;
  }

  get held(): number {
    return this.#buffer.held;
  }

  /** Begins over its first connection, with `chat_metadata`. @param history - what was said in the Chat Group before, oldest first. */
  begin(connection: ChatConnection, query: ChatQuery, history: readonly Turn[]): SessionSocket {
    this.#buffer.attach(this.#guard.connection(connection), () => undefined);
    this.#beganAt = this.#parts.clock.now();
    this.#parts.observe?.({ type: 'chat-begun', chatId: this.chatId });
    const socket = this.#open(this.#stored, query);
    this.#outbox.sendMetadata(this.#stored);
    this.#applyAddress(query, socket);
    // A resumed conversation goes on where it was.
    this.#dialogue.start(history, query.resumedChatGroupId === undefined);
    return socket;
  }

  async attach(
    connection: ChatConnection,
    stored: StoredChat,
    query: ChatQuery,
  ): Promise<SessionSocket | undefined> {
    this.chatIds.add(stored.chatId);
    const moved = this.#recorder.moveTo(stored);
    this.#stored = stored;
    await moved;
    if (this.ended) return undefined;
    this.#parts.observe?.({ type: 'chat-resumed', chatId: stored.chatId });
    const socket = this.#open(stored, query);
    socket.attachedAt = this.#parts.clock.now();
    socket.repeated = this.#buffer.unconfirmed.flatMap(({ type, from_text, message }) =>
      type === 'user_message' && from_text ? [message?.content ?? ''] : [],
    );
    const again = this.#buffer.attach(this.#guard.connection(connection), () => {
      this.#recorder.sendAhead(() => {
        this.#outbox.sendMetadata(stored);
      });
    });
    this.#dialogue.resume(again, query.eventLimit);
    this.#messages.handleResumed();
    this.#applyAddress(query, socket);
    return socket;
  }

  handleOthers(text: string): number | WrongMessage {
    const taken = this.#guard.run(() => this.#messages.take(text, 'others'));
    if (taken === undefined) return wrong('internal_error', 'The server failed in this Chat.');
    return taken instanceof Uint8Array ? audioOfOthers : taken;
  }

  probe(then: () => void): void {
    this.#buffer.confirm(then);
  }

  detach(): void {
    this.#socket?.leave();
  }

  readonly #handleLeft = (): void => {
    this.#guard.run(() => {
      this.#socket = undefined;
      try {
        this.#dialogue.disconnect();
        this.#buffer.detach();
        this.#parts.sessions.detached(this);
      } catch (error) {
        this.#endSoon('ERROR');
        throw error;
      }
    });
  };

  retire(): Promise<void> {
    if (this.#end) return this.#end;
    return new Promise((resolve) => {
      // It may end for another reason before.
      this.#onEnded = resolve;
      this.#dialogue.whenAtRest(() => {
        this.retireNow().catch(() => undefined);
      });
    });
  }

  retireNow(): Promise<void> {
    if (!this.ended) this.#recorder.close(1012, 'server restarts');
    this.#why = 'server_restarts';
    return this.end('ERROR');
  }

  useUp(): void {
    this.#outbox.sendLastError(1000, 'minutes_used_up', minutesUsedUp);
    this.#why = 'minutes_used_up';
    this.#endSoon('MAX_DURATION_TIMEOUT');
  }

  end(status: EndedStatus): Promise<void> {
    return (this.#end ??= this.#close(status));
  }

  async #close(status: EndedStatus): Promise<void> {
    this.#socket?.letGo();
    this.#tellEnded(status);
    try {
      this.#parts.sessions.ended(this);
      this.#outbox.close();
      this.#dialogue.close();
    } finally {
      // What is still on its way is heard by those who listen, too.
      await this.#recorder.end(status).finally(() => {
        this.audience.close();
        this.#onEnded?.();
      });
    }
  }

  #tellEnded(status: EndedStatus): void {
    const { clock, observe } = this.#parts;
    this.#turns?.close();
    const durationMs = clock.now() - this.#beganAt;
    const reason = this.#why ?? status.toLowerCase();
    observe?.({ type: 'chat-ended', chatId: this.chatId, reason, durationMs });
  }

  /** The same, where nobody waits for it. */
  #endSoon(status: EndedStatus): void {
    this.end(status).catch((error: unknown) => {
      this.#parts.log({ level: 'error', message: 'A Chat could not be ended', error });
    });
  }

  /** Ends it because this server broke down in it. */
  #fail(): void {
    this.#outbox.sendLastError(1011, 'internal_error', 'The server failed in this Chat.');
    this.#why = 'internal_error';
    this.#endSoon('ERROR');
  }

  #open(stored: StoredChat, query: ChatQuery): SessionSocket {
    const socket = new SessionSocket({
      groupId: stored.chatGroupId,
      ffmpeg: this.#parts.ffmpeg,
      guard: this.#guard,
      outbox: this.#outbox,
      recorder: this.#recorder,
      sound: this.#sound,
      dialogue: this.#dialogue,
      take: this.#messages.take,
      handleLeft: this.#handleLeft,
      retire: () => this.retire(),
      retireNow: () => this.retireNow(),
      useUp: () => {
        this.useUp();
      },
      end: (status) => this.end(status),
    });
    this.#socket = socket;
    this.chatIds.add(stored.chatId);
    this.audience.allow(query.allowConnection);
    this.#parts.sessions.attached(this);
    this.#dialogue.connect({ verboseTranscription: query.verboseTranscription });
    return socket;
  }

  /** What was set with the address holds from the beginning, also of a conversation that goes on. */
  #applyAddress({ voice, settings }: ChatQuery, socket: SessionSocket): void {
    if (voice !== undefined) this.#dialogue.settings({ voice_id: voice });
    if (settings) socket.tellWrong(this.#messages.handle(settings, socket) ?? 0);
  }

  /** Tells whoever runs the server, once in this Chat: an engine that fails does so time and again. */
  #logOnce(level: LogEntry['level'], message: string, error?: unknown): void {
    if (this.#logged.has(message)) return;
    this.#logged.add(message);
    this.#parts.log({ level, message, error });
  }

  #handleTrouble(trouble: KeepingTrouble): void {
    if (trouble !== 'full') {
      this.#outbox.sendError('storage_failed', storageTroubles[trouble]);
      return;
    }
    this.#outbox.sendLastError(4507, 'storage_full', storageFull);
    this.#why = 'storage_full';
    this.#endSoon('ERROR');
  }
}
