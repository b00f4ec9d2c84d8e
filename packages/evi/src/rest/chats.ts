import * as v from 'valibot';
import { integer, open, optionalString, string, tolerant } from '../schema.ts';
import { ReturnChatEvent } from './chat-events.ts';
import { ReturnConfigSpec } from './configs.ts';
import { PaginationDirection, pageEntries } from './paging.ts';

/** Whether a chat goes on, or what ended it. */
export const ReturnChatStatus = v.picklist([
  'ACTIVE',
  'USER_ENDED',
  'USER_TIMEOUT',
  'MAX_DURATION_TIMEOUT',
  'INACTIVITY_TIMEOUT',
  'ERROR',
]);
/** Whether a chat goes on, or what ended it. */
export type ReturnChatStatus = v.InferOutput<typeof ReturnChatStatus>;

/** One chat. Times in milliseconds since the epoch; `metadata` is JSON text. */
export const ReturnChat = tolerant({
  id: string,
  chat_group_id: string,
  status: open(ReturnChatStatus),
  start_timestamp: integer,
  end_timestamp: v.nullish(integer),
  event_count: v.nullish(integer),
  metadata: optionalString,
  config: v.nullish(ReturnConfigSpec),
});
/** One chat. Times in milliseconds since the epoch; `metadata` is JSON text. */
export type ReturnChat = v.InferOutput<typeof ReturnChat>;

/** `ASC`: the oldest first; `DESC`: the latest first. */
export const ReturnPagedChatsPaginationDirection = PaginationDirection;
/** `ASC`: the oldest first; `DESC`: the latest first. */
export type ReturnPagedChatsPaginationDirection = v.InferOutput<
  typeof ReturnPagedChatsPaginationDirection
>;

/** A page of chats. Pages count from 0. */
export const ReturnPagedChats = tolerant({
  ...pageEntries,
  pagination_direction: open(ReturnPagedChatsPaginationDirection),
  chats_page: v.array(ReturnChat),
});
/** A page of chats. Pages count from 0. */
export type ReturnPagedChats = v.InferOutput<typeof ReturnPagedChats>;

/** Whether a chat goes on, or what ended it. */
export const ReturnChatPagedEventsStatus = ReturnChatStatus;
/** Whether a chat goes on, or what ended it. */
export type ReturnChatPagedEventsStatus = v.InferOutput<typeof ReturnChatPagedEventsStatus>;

/** `ASC`: the oldest first; `DESC`: the latest first. */
export const ReturnChatPagedEventsPaginationDirection = PaginationDirection;
/** `ASC`: the oldest first; `DESC`: the latest first. */
export type ReturnChatPagedEventsPaginationDirection = v.InferOutput<
  typeof ReturnChatPagedEventsPaginationDirection
>;

/** A chat with a page of its events. Times in milliseconds since the epoch; `metadata` is JSON text. */
export const ReturnChatPagedEvents = tolerant({
  id: string,
  chat_group_id: string,
  status: open(ReturnChatPagedEventsStatus),
  start_timestamp: integer,
  end_timestamp: v.nullish(integer),
  pagination_direction: open(ReturnChatPagedEventsPaginationDirection),
  events_page: v.array(ReturnChatEvent),
  metadata: optionalString,
  ...pageEntries,
  config: v.nullish(ReturnConfigSpec),
});
/** A chat with a page of its events. Times in milliseconds since the epoch; `metadata` is JSON text. */
export type ReturnChatPagedEvents = v.InferOutput<typeof ReturnChatPagedEvents>;
