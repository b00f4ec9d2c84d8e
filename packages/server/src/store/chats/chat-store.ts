import { randomUUID } from 'node:crypto';
import type { PostedWebhookSpec } from '@vivavoce/evi';
import { steadyDate } from '../../base/clock.ts';
import { ServerError } from '../../base/server-error.ts';
import type { Turn } from '../../base/conversation-turn.ts';
import { chatEnded, chatStarted, toolCalled } from '../deliveries/chat-webhooks.ts';
import { insertEvents, lastEvents } from './chat-events.ts';
import type { ChatEvent, ChatKey } from './chat-events.ts';
import { historyOf, historyTypes } from './chat-history.ts';
import { ownerOfGroup } from './chat-groups.ts';
import { ChatWrites } from './chat-writes.ts';
import type { ChatWritesOptions, Keeping } from './chat-writes.ts';
import {
  activeChats,
  chatGoesOn,
  describeChat,
  endChat,
  insertChat,
  keepAlive,
  markAudioFailed,
} from './chats.ts';
import type { ActiveChat, EndedStatus } from './chats.ts';
import type { Database } from '../database/database.ts';
import { insertDeliveries } from '../deliveries/deliveries.ts';
import type { NewDelivery } from '../deliveries/deliveries.ts';
import { anyPrincipal, unowned } from '../database/owner.ts';
import { leastBytes } from '../database/quotas.ts';
import type { Principal } from '../database/owner.ts';
import type { Presence } from './presence.ts';

/** A server says this often that its Chats go on. */
const beatMs = 20_000;
/** Where that is all one knows of a server, Chats for which it has not said so for this long are over: it was killed. */
const leaseMs = 60_000;

/** No more events than these are taken along, however many are asked for: a conversation remembers no more. */
const mostTakenAlong = 1000;

/** More events than these are more than one query. */
const mostInQuery = 500;

/** What an event takes beside its text while it waits, in bytes, about. */
const overhead = 1000;

/** How a Chat is to be opened. */
export interface OpenChatRequest {
  /** Whose it is to be, and whose Chat Groups it may go on with. Default nobody's, and all. */
  principal?: Principal;
  /** The Chat Group to go on with; absent: a new one. */
  resumedChatGroupId?: string;
  config?: { id: string; version: number };
  customSessionId?: string;
  /** Who talks, as far as it can be told: nobody's words wait for all those of somebody else. Default nobody in particular. */
  client?: string;
  webhooks: readonly PostedWebhookSpec[];
  /** What is kept of its beginning. */
  events: readonly ChatEvent[];
}

/** What a client says of its Chat. */
export interface ChatDescription {
  customSessionId?: string;
  /** JSON text. */
  metadata?: string;
}

/** When a Chat began. */
export interface ChatTime {
  /** In ms since the epoch. */
  startMs: number;
  /** The same moment by `performance.now()`. */
  beganAt: number;
}

/** The time in a Chat, in ms since the epoch: it goes on evenly whatever becomes of the machine's clock. */
export function timeIn({ startMs, beganAt }: ChatTime): number {
  return Math.round(startMs + performance.now() - beganAt);
}

/** A Chat that was opened in the store. */
export interface StoredChat extends ChatKey, ChatTime {}

/** What changes while a Chat goes on. */
interface OpenChat extends ChatKey, ChatTime {
  /** Its end is on its way. */
  ended?: boolean;
  configId: string | undefined;
  customSessionId: string | undefined;
  webhooks: readonly PostedWebhookSpec[];
  owner: string;
  client?: string | undefined;
  /** What was kept of it, about, in bytes. */
  bytes: number;
}

/** What a {@link ChatStore} needs of its surroundings. All of it may be left out. */
export interface ChatStoreOptions extends ChatWritesOptions {
  /** Called when webhook events wait to be sent. */
  onWebhooks?: () => void;
  /** Tells other servers on the same file that this one is there. Default none: they go by what it says. */
  presence?: Presence | undefined;
  /** No event is kept, nor what a client says of its Chat. Default false. */
  keepsNothing?: boolean;
  /** The end of a Chat was kept. */
  onEnded?: () => void;
}

/** Chats from their beginning to their end, as they are kept in the database. */
export class ChatStore {
  readonly #database: Database;
  readonly #onWebhooks: () => void;
  readonly #presence: Presence | undefined;
  readonly #keepsNothing: boolean;
  readonly #onEnded: () => void;
  readonly #writes: ChatWrites;
  readonly #open = new Map<string, OpenChat>();
  #beat: NodeJS.Timeout | undefined;
  #beating: Promise<unknown> | undefined;
  /** What others said last of their Chats, and when that was seen here, in ms of `performance.now()`. */
  #seen = new Map<string, { aliveUntilMs: number; at: number }>();
  /** Before that nobody is taken for gone: the database has failed. In ms of `performance.now()`. */
  #trustFrom = 0;

  constructor(database: Database, options: ChatStoreOptions = {}) {
    this.#database = database;
    this.#onWebhooks = options.onWebhooks ?? (() => undefined);
    this.#presence = options.presence;
    this.#keepsNothing = options.keepsNothing ?? false;
    this.#onEnded = options.onEnded ?? (() => undefined);
    this.#writes = new ChatWrites(database, options);
  }

  /** Ends what a killed server has left open, now and from time to time, and says that its own Chats go on. */
  async start(): Promise<void> {
    await this.#endAbandoned();
    this.#beat = setInterval(() => {
      // The next beat tries again; three may fail before anybody takes a Chat for abandoned.
      this.#beating ??= this.#keepAlive()
        .catch(() => undefined)
        .finally(() => (this.#beating = undefined));
    }, beatMs);
    this.#beat.unref();
  }

  /** Stops saying that Chats go on. Resolves when what waited was kept, or is lost. */
  async close(): Promise<void> {
    clearInterval(this.#beat);
    await this.#writes.close();
  }

  /** Whether a Chat is one of this server's, until its end is kept. */
  holds(chatId: string): boolean {
    return this.#open.has(chatId);
  }

  /** Whether there is such a Chat Group for these to go on with. */
  async mayResume(chatGroupId: string, principal: Principal): Promise<boolean> {
    return (await ownerOfGroup(this.#database, chatGroupId, principal)) !== undefined;
  }

  /** What was said last in a Chat Group, oldest first. @param eventLimit - of how many events, no more than 1,000. */
  async history(chatGroupId: string, eventLimit: number): Promise<Turn[]> {
    const most = Math.min(eventLimit, mostTakenAlong);
    if (most === 0) return [];
    // What was said before may still wait.
    await this.#writes.settle();
    return historyOf(await lastEvents(this.#database, chatGroupId, historyTypes, most));
  }

  /**
   * Opens a Chat.
   *
   * @returns undefined when there is no such Chat Group to go on with.
   * @throws ServerError `database-full` or `database-failed`.
   */
  async open(request: OpenChatRequest): Promise<StoredChat | undefined> {
    const { resumedChatGroupId, config, customSessionId, webhooks } = request;
    const { principal = anyPrincipal, client } = request;
    // What was said before may still wait.
    await this.#writes.settle();
    const resumed = resumedChatGroupId !== undefined;
    const owner = resumed
      ? await ownerOfGroup(this.#database, resumedChatGroupId, principal)
      : (principal.owner ?? unowned);
    if (owner === undefined) return undefined;
    const startMs = Date.now();
    const beganAt = performance.now();
    const chat: OpenChat = {
      chatId: randomUUID(),
      chatGroupId: resumedChatGroupId ?? randomUUID(),
      startMs,
      beganAt,
      configId: config?.id,
      customSessionId,
      webhooks,
      owner,
      client,
      bytes: this.#keepsNothing ? 0 : keptBytes(request.events),
    };
    const begin = () =>
      this.#database.ask((orm) =>
        orm.batch([
          insertChat(orm, {
            ...chat,
            customSessionId: this.#keepsNothing ? undefined : customSessionId,
            config,
            principal: { ...principal, owner },
            aliveUntilMs: startMs + leaseMs,
            serverId: this.#presence?.id,
          }),
          ...(chat.bytes > 0 ? [insertEvents(orm, chat, request.events)] : []),
          ...insertDeliveries(orm, owner, chatStarted(chat, startMs, resumed)),
        ]),
      );
    await this.#database.quotas.within(owner, 'words', leastBytes + chat.bytes, begin);
    this.#open.set(chat.chatId, chat);
    if (webhooks.length > 0) this.#onWebhooks();
    return chat;
  }

  /**
   * Keeps events: those that are `kept` outlive this process.
   *
   * @param onLost - called when they have waited for nothing.
   * @throws ServerError `database-full`: the database is, or the Chat's share of it, or its owner's.
   */
  async append(
    key: ChatKey,
    events: readonly ChatEvent[],
    onLost?: (full: boolean) => void,
  ): Promise<Keeping> {
    // A query has so many places for values.
    const [first = [], ...rest] = Array.from(
      { length: Math.ceil(events.length / mostInQuery) },
      (_, i) => events.slice(i * mostInQuery, (i + 1) * mostInQuery),
    );
    const { orm } = this.#database;
    const insert = (some: readonly ChatEvent[]) => insertEvents(orm, key, some);
    const chat = this.#open.get(key.chatId);
    const told = chat
      ? events.flatMap(({ toolCall, at = Date.now() }) =>
          toolCall ? toolCalled(chat, at, toolCall) : [],
        )
      : [];
    if (this.#keepsNothing) return this.#tell(chat, told);
    const write = () =>
      this.#writes.write({
        queries: [
          insert(first),
          ...rest.map(insert),
          ...insertDeliveries(orm, chat?.owner ?? unowned, told),
        ],
        client: chat?.client,
        events: events.length,
        bytes: [
          ...events.map(sizeOf),
          ...told.map(({ body }) => overhead + 2 * body.length),
        ].reduce((sum, size) => sum + size, 0),
        ...(told.length > 0 && { onKept: this.#onWebhooks }),
        ...(onLost && { onLost }),
      });
    if (chat === undefined) return write();
    const { quotas } = this.#database;
    const bytes = keptBytes(events);
    if (chat.bytes + bytes > quotas.limits.chat) throw ServerError.quotaFull();
    const keeping = await quotas.within(chat.owner, 'words', bytes, write);
    chat.bytes += bytes;
    return keeping;
  }

  /** Where nothing is kept, webhooks are told all the same. */
  #tell(chat: OpenChat | undefined, told: readonly NewDelivery[]): Promise<Keeping> {
    const [first, ...rest] = insertDeliveries(this.#database.orm, chat?.owner ?? unowned, told);
    if (first === undefined) return Promise.resolve('kept');
    return this.#writes.write({
      queries: [first, ...rest],
      client: chat?.client,
      events: 0,
      bytes: told.reduce((sum, { body }) => sum + overhead + 2 * body.length, 0),
      onKept: this.#onWebhooks,
    });
  }

  /** Keeps what the client said of its Chat. @throws ServerError `database-full`. */
  describe(chatId: string, about: ChatDescription): Promise<Keeping> {
    const chat = this.#open.get(chatId);
    if (chat && about.customSessionId !== undefined) chat.customSessionId = about.customSessionId;
    if (this.#keepsNothing) return Promise.resolve('kept');
    const queries = [describeChat(this.#database.orm, chatId, about)] as const;
    const { customSessionId = '', metadata = '' } = about;
    const bytes = overhead + 2 * (customSessionId.length + metadata.length);
    return this.#writes.write({ queries, events: 0, bytes, client: chat?.client });
  }

  /** Notes that not all of a Chat's sound could be kept. @throws ServerError `database-full`. */
  noteAudioFailed(chatId: string): Promise<Keeping> {
    const queries = [markAudioFailed(this.#database.orm, chatId)] as const;
    const { client } = this.#open.get(chatId) ?? {};
    return this.#writes.write({ queries, events: 0, bytes: overhead, client });
  }

  /**
   * Ends a Chat. One that another server took for abandoned has ended already, and does not again.
   *
   * @param endMs - when, in ms since the epoch. Default now.
   * @throws ServerError `database-full`.
   */
  async end(chatId: string, status: EndedStatus, endMs?: number): Promise<void> {
    const chat = this.#open.get(chatId);
    if (chat === undefined || chat.ended) return;
    // Until that is kept, nobody is to take it for abandoned.
    chat.ended = true;
    const forget = () => this.#open.delete(chatId);
    try {
      await this.#end(chat, status, endMs ?? timeIn(chat), forget);
    } catch (error) {
      forget();
      throw error;
    }
  }

  async #end(
    chat: Omit<OpenChat, 'beganAt'>,
    status: EndedStatus,
    endMs: number,
    forget: () => void,
    aliveUntilMs?: number,
  ): Promise<void> {
    const { orm } = this.#database;
    const goesOn = chatGoesOn(chat.chatId, aliveUntilMs);
    const metadata = JSON.stringify({ end_reason: status });
    const end: ChatEvent = { type: 'CHAT_END_MESSAGE', role: 'SYSTEM', metadata, at: endMs };
    const deliveries = chatEnded(chat, chat.startMs, endMs, status);
    const before = [
      // Of two servers that find a Chat abandoned one ends it, and tells of it.
      ...(this.#keepsNothing ? [] : [insertEvents(orm, chat, [end], goesOn)]),
      ...insertDeliveries(orm, chat.owner, deliveries, goesOn),
    ];
    const last = endChat(orm, chat.chatId, goesOn, status, endMs);
    const [first, ...rest] = before;
    await this.#writes.write({
      queries: first ? [first, ...rest, last] : [last],
      client: chat.client,
      events: 1,
      bytes: deliveries.reduce((sum, { body }) => sum + overhead + 2 * body.length, sizeOf(end)),
      onKept: () => {
        forget();
        if (deliveries.length > 0) this.#onWebhooks();
        this.#onEnded();
      },
      onLost: forget,
    });
  }

  async #keepAlive(): Promise<void> {
    const ids = [...this.#open.keys()];
    try {
      if (ids.length > 0) {
        await keepAlive(this.#database, ids, Math.floor(steadyDate()) + leaseMs);
      }
      if (performance.now() > this.#trustFrom) await this.#endAbandoned();
    } catch (error) {
      // Others could not say either that theirs go on; they have their time to.
      this.#trustFrom = performance.now() + leaseMs;
      throw error;
    }
  }

  async #endAbandoned(): Promise<void> {
    const now = Date.now();
    const active = await activeChats(this.#database);
    const seen = this.#seen;
    this.#seen = new Map(
      active.map(({ id, aliveUntilMs }) => {
        const before = seen.get(id);
        const same = before?.aliveUntilMs === aliveUntilMs;
        return [id, same ? before : { aliveUntilMs, at: performance.now() }];
      }),
    );
    for (const chat of active) {
      if (this.#open.has(chat.id) || !(await this.#isAbandoned(chat, now))) continue;
      const { id, groupId, configId, customSessionId, startMs, webhooks, owner } = chat;
      const open = {
        chatId: id,
        chatGroupId: groupId,
        startMs,
        configId: configId ?? undefined,
        customSessionId: customSessionId ?? undefined,
        webhooks,
        owner,
        bytes: 0,
      };
      // Its server may have said meanwhile that it goes on.
      const endMs = Math.max(now, startMs);
      await this.#end(open, 'ERROR', endMs, () => undefined, chat.aliveUntilMs);
    }
    // Now that nothing asks for those who are gone.
    await this.#presence?.tidy();
  }

  async #isAbandoned({ id, serverId, aliveUntilMs }: ActiveChat, now: number): Promise<boolean> {
    // A Chat of this server that is not open could not be ended when there was no room for that.
    const others = serverId !== null && serverId !== this.#presence?.id;
    const server = others ? await this.#presence?.livenessOf(serverId) : undefined;
    if (server === 'alive') return false;
    if (server === 'dead' || aliveUntilMs < now) return true;
    // The clock it was said by may have been put back since; whoever is there says so again and again.
    const silentMs = performance.now() - (this.#seen.get(id)?.at ?? Infinity);
    return silentMs > leaseMs;
  }
}

/** In the database, about. */
function keptBytes(events: readonly ChatEvent[]): number {
  return events.reduce((sum, { text = '', emotionFeatures = '', metadata = '' }) => {
    return sum + 200 + Buffer.byteLength(text) + emotionFeatures.length + metadata.length;
  }, 0);
}

/** In memory, about: two bytes for a character, and what an object takes. */
function sizeOf({ text = '', emotionFeatures = '', metadata = '' }: ChatEvent): number {
  return overhead + 2 * (text.length + emotionFeatures.length + metadata.length);
}
