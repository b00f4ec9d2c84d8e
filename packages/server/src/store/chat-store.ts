import { randomUUID } from 'node:crypto';
import type { PostedWebhookSpec, ReturnChatStatus, WebhookEventChatStatus } from '@vivavoce/evi';
import type { BatchItem } from 'drizzle-orm/batch';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import type { Turn } from '../speech/responder.ts';
import { chatEnded, chatStarted } from '../webhooks/chat-webhooks.ts';
import { insertEvents, lastEvents } from './chat-events.ts';
import type { ChatEvent, ChatKey } from './chat-events.ts';
import { historyOf, historyTypes } from './chat-history.ts';
import {
  activeChats,
  describeChat,
  endChat,
  getChatGroup,
  insertChat,
  keepAlive,
} from './chats.ts';
import type { ActiveChat } from './chats.ts';
import type { Database } from './database.ts';
import { insertDeliveries } from './deliveries.ts';
import type { Presence } from './presence.ts';

/** A server says this often that its Chats go on. */
const beatMs = 20_000;
/** Where that is all one knows of a server, Chats for which it has not said so for this long are over: it was killed. */
const leaseMs = 60_000;

/** How a Chat is to be opened. */
export interface OpenChatRequest {
  /** The Chat Group to go on with; absent: a new one. */
  resumedChatGroupId?: string;
  /** How many past events are taken along. */
  eventLimit: number;
  config?: { id: string; version: number };
  customSessionId?: string;
  webhooks: readonly PostedWebhookSpec[];
  /** What is kept of its beginning. */
  events: readonly ChatEvent[];
}

/** A Chat that was opened in the store. */
export interface StoredChat extends ChatKey {
  /** When it began, in ms since the epoch. */
  startMs: number;
  /** What was said in the Chat Group before, oldest first. */
  history: readonly Turn[];
}

/** What changes while a Chat goes on. */
interface OpenChat extends ChatKey {
  startMs: number;
  configId: string | undefined;
  customSessionId: string | undefined;
  webhooks: readonly PostedWebhookSpec[];
}

/** Chats from their beginning to their end, as they are kept in the database. */
export class ChatStore {
  readonly #database: Database;
  readonly #onWebhooks: () => void;
  readonly #presence: Presence | undefined;
  readonly #open = new Map<string, OpenChat>();
  #beat: NodeJS.Timeout | undefined;

  /**
   * @param onWebhooks - called when webhook events wait to be sent.
   * @param presence - tells other servers on the same file that this one is there. Default none: they go by what it says.
   */
  constructor(database: Database, onWebhooks: () => void, presence?: Presence) {
    this.#database = database;
    this.#onWebhooks = onWebhooks;
    this.#presence = presence;
  }

  /** Ends what a killed server has left open, now and from time to time, and says that its own Chats go on. */
  async start(): Promise<void> {
    await this.#endAbandoned();
    this.#beat = setInterval(() => {
      // The next beat tries again; three may fail before anybody takes a Chat for abandoned.
      this.#keepAlive().catch(() => undefined);
    }, beatMs);
    this.#beat.unref();
  }

  /** Stops saying that Chats go on. */
  close(): void {
    clearInterval(this.#beat);
  }

  /** Opens a Chat. @returns undefined when there is no such Chat Group to go on with. */
  async open(request: OpenChatRequest): Promise<StoredChat | undefined> {
    const { resumedChatGroupId, eventLimit, config, customSessionId, webhooks } = request;
    const resumed = resumedChatGroupId !== undefined;
    if (resumed && !(await getChatGroup(this.#database, resumedChatGroupId))) return undefined;
    const past =
      resumed && eventLimit > 0
        ? await lastEvents(this.#database, resumedChatGroupId, historyTypes, eventLimit)
        : [];
    const startMs = Date.now();
    const chat: OpenChat = {
      chatId: randomUUID(),
      chatGroupId: resumedChatGroupId ?? randomUUID(),
      startMs,
      configId: config?.id,
      customSessionId,
      webhooks,
    };
    await this.#batch((orm) => [
      insertChat(orm, {
        ...chat,
        config,
        aliveUntilMs: startMs + leaseMs,
        serverId: this.#presence?.id,
      }),
      insertEvents(orm, chat, request.events),
      ...insertDeliveries(orm, chatStarted(chat, startMs, resumed)),
    ]);
    this.#open.set(chat.chatId, chat);
    if (webhooks.length > 0) this.#onWebhooks();
    return { ...chat, history: historyOf(past) };
  }

  /** Keeps events. When it resolves they outlive this process. */
  async append(chat: ChatKey, events: readonly ChatEvent[]): Promise<void> {
    await this.#batch((orm) => [insertEvents(orm, chat, events)]);
  }

  /** Keeps what the client said of its Chat. */
  async describe(
    chatId: string,
    about: { customSessionId?: string; metadata?: string },
  ): Promise<void> {
    const chat = this.#open.get(chatId);
    if (chat && about.customSessionId !== undefined) chat.customSessionId = about.customSessionId;
    await describeChat(this.#database, chatId, about);
  }

  /** Ends a Chat. */
  async end(chatId: string, status: Exclude<ReturnChatStatus, 'ACTIVE'>): Promise<void> {
    const chat = this.#open.get(chatId);
    if (chat === undefined) return;
    this.#open.delete(chatId);
    await this.#end(chat, status, Date.now());
  }

  async #end(chat: OpenChat, status: ReturnChatStatus, endMs: number): Promise<void> {
    const reason = status as WebhookEventChatStatus;
    const text = JSON.stringify({ end_reason: status });
    await this.#batch((orm) => [
      endChat(orm, chat.chatId, status, endMs),
      insertEvents(orm, chat, [
        { type: 'CHAT_END_MESSAGE', role: 'SYSTEM', metadata: text, at: endMs },
      ]),
      ...insertDeliveries(orm, chatEnded(chat, chat.startMs, endMs, reason)),
    ]);
    if (chat.webhooks.length > 0) this.#onWebhooks();
  }

  async #keepAlive(): Promise<void> {
    const ids = [...this.#open.keys()];
    if (ids.length > 0) await keepAlive(this.#database, ids, Date.now() + leaseMs);
    await this.#endAbandoned();
  }

  async #endAbandoned(): Promise<void> {
    const now = Date.now();
    for (const chat of await activeChats(this.#database)) {
      if (this.#open.has(chat.id) || !(await this.#isAbandoned(chat, now))) continue;
      const { id, groupId, configId, customSessionId, startMs, webhooks } = chat;
      const open = {
        chatId: id,
        chatGroupId: groupId,
        startMs,
        configId: configId ?? undefined,
        customSessionId: customSessionId ?? undefined,
        webhooks,
      };
      await this.#end(open, 'ERROR', now);
    }
    // Now that nothing asks for those who are gone.
    await this.#presence?.tidy();
  }

  async #isAbandoned({ serverId, aliveUntilMs }: ActiveChat, now: number): Promise<boolean> {
    const server = serverId === null ? undefined : await this.#presence?.find(serverId);
    if (server === 'there') return false;
    return server === 'gone' || aliveUntilMs < now;
  }

  async #batch(queries: (orm: LibSQLDatabase) => BatchItem<'sqlite'>[]): Promise<void> {
    await this.#database.ask(async (orm) => {
      const [first, ...rest] = queries(orm);
      if (first) await orm.batch([first, ...rest]);
    });
  }
}
