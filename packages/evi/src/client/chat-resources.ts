import { ReturnChatAudioReconstruction } from '../rest/chat-audio.ts';
import type { ReturnChatEvent } from '../rest/chat-events.ts';
import {
  type ReturnChatGroup,
  ReturnChatGroupPagedAudioReconstructions,
  ReturnChatGroupPagedChats,
  ReturnChatGroupPagedEvents,
  ReturnPagedChatGroups,
} from '../rest/chat-groups.ts';
import {
  type ReturnChat,
  ReturnChatPagedEvents,
  type ReturnChatStatus,
  ReturnPagedChats,
} from '../rest/chats.ts';
import type { Open } from '../schema.ts';
import type { Caller } from './call.ts';
import type { RequestOptions } from './http.ts';
import type { Paged, PageQuery } from './paged.ts';

/** In which order to list. */
export interface OrderedQuery extends PageQuery {
  /** Whether the oldest come first. Default: they do. */
  ascendingOrder?: boolean | undefined;
}

/** Which chats of a group to list. */
export interface ChatStatusQuery extends OrderedQuery {
  /** Only those that have this status. */
  status?: Open<ReturnChatStatus> | undefined;
}

/** Which chat groups to list. */
export interface ListChatGroupsQuery extends OrderedQuery {
  /** Only those that used this config. */
  configId?: string | undefined;
}

/** Which chats to list. */
export interface ListChatsQuery extends ChatStatusQuery {
  /** Only those that used this config. */
  configId?: string | undefined;
}

/** What was said in chats. All methods reject with an {@link EviError}. */
export interface ChatsResource {
  /** Lists the account's chats. */
  list(query?: ListChatsQuery, options?: RequestOptions): Paged<ReturnPagedChats, ReturnChat>;
  /** Fetches a chat with its events. */
  listEvents(
    id: string,
    query?: OrderedQuery,
    options?: RequestOptions,
  ): Paged<ReturnChatPagedEvents, ReturnChatEvent>;
  /** Asks for the recording of a chat; ask again until its status is `COMPLETE`. */
  getAudio(id: string, options?: RequestOptions): Promise<ReturnChatAudioReconstruction>;
}

/** Chats and those that resumed them, taken together. All methods reject with an {@link EviError}. */
export interface ChatGroupsResource {
  /** Lists the account's chat groups. */
  list(
    query?: ListChatGroupsQuery,
    options?: RequestOptions,
  ): Paged<ReturnPagedChatGroups, ReturnChatGroup>;
  /** Fetches a chat group with its chats. */
  get(
    id: string,
    query?: ChatStatusQuery,
    options?: RequestOptions,
  ): Paged<ReturnChatGroupPagedChats, ReturnChat>;
  /** Fetches the events of all chats in a group. */
  listEvents(
    id: string,
    query?: OrderedQuery,
    options?: RequestOptions,
  ): Paged<ReturnChatGroupPagedEvents, ReturnChatEvent>;
  /** Asks for the recordings of all chats in a group. */
  getAudio(
    id: string,
    query?: OrderedQuery,
    options?: RequestOptions,
  ): Paged<ReturnChatGroupPagedAudioReconstructions, ReturnChatAudioReconstruction>;
}

/** Makes `client.chats`. */
export function createChats(caller: Caller): ChatsResource {
  return {
    list: (query, options) =>
      caller.paged(['chats'], wire(query), ReturnPagedChats, (page) => page.chats_page, options),
    listEvents: (id, query, options) =>
      caller.paged(
        ['chats', id],
        wire(query),
        ReturnChatPagedEvents,
        (page) => page.events_page,
        options,
      ),
    getAudio: (id, options) =>
      caller.json(
        { method: 'GET', path: ['chats', id, 'audio'] },
        ReturnChatAudioReconstruction,
        options,
      ),
  };
}

/** Makes `client.chatGroups`. */
export function createChatGroups(caller: Caller): ChatGroupsResource {
  const path = 'chat_groups';
  return {
    list: (query, options) =>
      caller.paged(
        [path],
        wire(query),
        ReturnPagedChatGroups,
        (page) => page.chat_groups_page,
        options,
      ),
    get: (id, query, options) =>
      caller.paged(
        [path, id],
        wire(query),
        ReturnChatGroupPagedChats,
        (page) => page.chats_page,
        options,
      ),
    listEvents: (id, query, options) =>
      caller.paged(
        [path, id, 'events'],
        wire(query),
        ReturnChatGroupPagedEvents,
        (page) => page.events_page,
        options,
      ),
    getAudio: (id, query, options) =>
      caller.paged(
        [path, id, 'audio'],
        wire(query),
        ReturnChatGroupPagedAudioReconstructions,
        (page) => page.audio_reconstructions_page,
        options,
      ),
  };
}

function wire({ ascendingOrder, configId, ...page }: ListChatsQuery = {}) {
  return { ...page, ascending_order: ascendingOrder, config_id: configId };
}
