import { ReturnChatStatus } from '@vivavoce/evi';
import type {
  ReturnChat,
  ReturnChatEvent,
  ReturnChatGroup,
  ReturnChatGroupPagedAudioReconstructions,
  ReturnChatGroupPagedChats,
  ReturnChatGroupPagedEvents,
  ReturnChatPagedEvents,
  ReturnPagedChatGroups,
  ReturnPagedChats,
} from '@vivavoce/evi';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { listEvents } from '../../store/chats/chat-events.ts';
import type { StoredChatEvent } from '../../store/chats/chat-events.ts';
import { getChatGroup, listChatGroups } from '../../store/chats/chat-groups.ts';
import type { ChatGroupRecord } from '../../store/chats/chat-groups.ts';
import { getChat, listChats } from '../../store/chats/chats.ts';
import type { ChatListRequest, ChatRecord } from '../../store/chats/chats.ts';
import type { Database } from '../../store/database/database.ts';
import type { Page } from '../../store/database/page.ts';
import { eraseChat, eraseChatGroup } from '../../store/chats/remove-chat.ts';
import { answerPage } from '../exchange/answer-page.ts';
import { needsKey } from '../exchange/caller.ts';
import type { CallerEnv } from '../exchange/caller.ts';
import { recordingsOnWire, userId } from '../recordings/chat-audio.ts';
import type { ChatAudioParts } from '../recordings/chat-audio.ts';
import { readableBy } from '../access/credentials.ts';
import { readFlag, readPage } from '../exchange/read-request.ts';
import { RestError } from '../exchange/rest-error.ts';

/** Past Chats, below `/chats`. */
export function chatRoutes(parts: ChatAudioParts): Hono<CallerEnv> {
  const { database } = parts;
  const routes = new Hono<CallerEnv>();
  routes.get('/', async (context) => {
    const list = readList(context);
    const page = await listChats(database, list);
    const about: Omit<ReturnPagedChats, 'chats_page'> = pageOnWire(page, list);
    return answerPage(context, about, 'chats_page', page, (items) => items.map(chatOnWire));
  });
  routes.get('/:id', async (context) => {
    const list = readList(context);
    const chat = await knownChat(database, context);
    const page = await listEvents(database, { chatId: chat.id }, list, list.ascending);
    const { event_count: _, ...told } = chatOnWire(chat);
    const about: Omit<ReturnChatPagedEvents, 'events_page'> = {
      ...told,
      ...pageOnWire(page, list),
    };
    return answerPage(context, about, 'events_page', page, (items) => items.map(eventOnWire));
  });
  routes.get('/:id/audio', async (context) => {
    const [recording] = await recordingsOnWire(parts, context, [
      await knownChat(database, context),
    ]);
    return context.json(recording);
  });
  // Not among EVI's operations: whoever keeps what people say must be able to forget it.
  routes.delete('/:id', needsKey, async (context) => {
    const { id, status } = await knownChat(database, context);
    if (status === 'ACTIVE') throw RestError.conflict('The Chat goes on.');
    await eraseChat(database, id);
    return context.body(null, 204);
  });
  return routes;
}

/** Past Chat Groups, below `/chat_groups`. */
export function chatGroupRoutes(parts: ChatAudioParts): Hono<CallerEnv> {
  const { database } = parts;
  const routes = new Hono<CallerEnv>();
  routes.get('/', async (context) => {
    const list = readList(context);
    const page = await listChatGroups(database, list);
    const about: Omit<ReturnPagedChatGroups, 'chat_groups_page'> = pageOnWire(page, list);
    return answerPage(context, about, 'chat_groups_page', page, (items) => items.map(groupOnWire));
  });
  routes.get('/:id', async (context) => {
    const list = readList(context);
    const group = await knownGroup(database, context);
    const page = await listChats(database, { ...list, chatGroupId: group.id });
    const { most_recent_chat_id: _, most_recent_config: __, ...told } = groupOnWire(group);
    const about: Omit<ReturnChatGroupPagedChats, 'chats_page'> = {
      ...told,
      ...pageOnWire(page, list),
    };
    return answerPage(context, about, 'chats_page', page, (items) => items.map(chatOnWire));
  });
  routes.get('/:id/events', async (context) => {
    const list = readList(context);
    const { id } = await knownGroup(database, context);
    const page = await listEvents(
      database,
      { chatGroupId: id, visitor: list.principal.visitor },
      list,
      list.ascending,
    );
    const about: Omit<ReturnChatGroupPagedEvents, 'events_page'> = {
      id,
      ...pageOnWire(page, list),
    };
    return answerPage(context, about, 'events_page', page, (items) => items.map(eventOnWire));
  });
  routes.get('/:id/audio', async (context) => {
    const list = readList(context);
    const { id, count } = await knownGroup(database, context);
    const page = await listChats(database, { ...list, chatGroupId: id });
    const about: Omit<ReturnChatGroupPagedAudioReconstructions, 'audio_reconstructions_page'> = {
      id,
      user_id: userId,
      num_chats: count,
      ...pageOnWire(page, list),
    };
    return answerPage(context, about, 'audio_reconstructions_page', page, (items) =>
      recordingsOnWire(parts, context, items),
    );
  });
  // As of a Chat.
  routes.delete('/:id', needsKey, async (context) => {
    const { id } = await knownGroup(database, context);
    if (!(await eraseChatGroup(database, id))) throw RestError.conflict('A Chat of it goes on.');
    return context.body(null, 204);
  });
  return routes;
}

/** Which page of Chats is asked for; the oldest come first unless `ascending_order` is false. @throws RestError 400. */
function readList(context: Context<CallerEnv>): ChatListRequest {
  const configId = context.req.query('config_id');
  const status = readStatus(context);
  return {
    ...readPage(context),
    principal: readableBy(context.get('caller')),
    ascending: readFlag(context, 'ascending_order', true),
    ...(configId !== undefined && configId !== '' && { configId }),
    ...(status !== undefined && { status }),
  };
}

/** What Chats are to have for a status. @throws RestError 400. */
function readStatus(context: Context): ReturnChatStatus | undefined {
  const given = context.req.query('status')?.toUpperCase();
  if (given === undefined || given === '') return undefined;
  const known = ReturnChatStatus.options.find((status) => status === given);
  if (known !== undefined) return known;
  throw RestError.badRequest(`status must be one of ${ReturnChatStatus.options.join(', ')}.`);
}

/** Where a page stands among the others. */
function pageOnWire(
  { number, size, total }: Page<unknown>,
  { ascending }: ChatListRequest,
): Pick<ReturnPagedChats, 'page_number' | 'page_size' | 'total_pages' | 'pagination_direction'> {
  return {
    page_number: number,
    page_size: size,
    total_pages: total,
    pagination_direction: ascending ? 'ASC' : 'DESC',
  };
}

/** The Chat whose id stands in the path. @throws RestError 404. */
async function knownChat(database: Database, context: Context<CallerEnv>): Promise<ChatRecord> {
  const principal = readableBy(context.get('caller'));
  const chat = await getChat(database, context.req.param('id') ?? '', principal);
  if (chat === undefined) throw RestError.notFound('Chat');
  return chat;
}

/** The Chat Group whose id stands in the path. @throws RestError 404. */
async function knownGroup(
  database: Database,
  context: Context<CallerEnv>,
): Promise<ChatGroupRecord> {
  const principal = readableBy(context.get('caller'));
  const group = await getChatGroup(database, context.req.param('id') ?? '', principal);
  if (group === undefined) throw RestError.notFound('Chat Group');
  return group;
}

function chatOnWire(chat: ChatRecord): ReturnChat {
  return {
    id: chat.id,
    chat_group_id: chat.groupId,
    status: chat.status,
    start_timestamp: chat.startMs,
    end_timestamp: chat.endMs,
    event_count: chat.eventCount,
    metadata: chat.metadata,
    config: configOnWire(chat),
  };
}

function groupOnWire(group: ChatGroupRecord): ReturnChatGroup {
  return {
    id: group.id,
    first_start_timestamp: group.firstStartMs,
    most_recent_start_timestamp: group.lastStartMs,
    most_recent_chat_id: group.last?.id ?? null,
    most_recent_config: group.last ? configOnWire(group.last) : null,
    num_chats: group.count,
    active: group.active,
  };
}

function configOnWire({ configId, configVersion }: ChatRecord) {
  return configId === null ? null : { id: configId, version: configVersion };
}

function eventOnWire(event: StoredChatEvent): ReturnChatEvent {
  return {
    id: event.id,
    chat_id: event.chatId,
    timestamp: event.timestampMs,
    role: event.role,
    type: event.type,
    message_text: event.messageText,
    emotion_features: event.emotionFeatures,
    metadata: event.metadata,
    related_event_id: event.relatedEventId,
  };
}
