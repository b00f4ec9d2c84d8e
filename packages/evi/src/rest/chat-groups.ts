import * as v from 'valibot';
import { integer, open, optionalString, string, tolerant } from '../schema.ts';
import { ReturnChatAudioReconstruction } from './chat-audio.ts';
import { ReturnChatEvent } from './chat-events.ts';
import { ReturnChat } from './chats.ts';
import { ReturnConfigSpec } from './configs.ts';
import { PaginationDirection, pageEntries } from './paging.ts';

/** A chat and all chats that resumed it. Times in milliseconds since the epoch. */
export const ReturnChatGroup = tolerant({
  id: string,
  first_start_timestamp: integer,
  most_recent_start_timestamp: integer,
  most_recent_chat_id: optionalString,
  most_recent_config: v.nullish(ReturnConfigSpec),
  num_chats: integer,
  active: v.nullish(v.boolean()),
});
/** A chat and all chats that resumed it. Times in milliseconds since the epoch. */
export type ReturnChatGroup = v.InferOutput<typeof ReturnChatGroup>;

/** `ASC`: the oldest first; `DESC`: the latest first. */
export const ReturnPagedChatGroupsPaginationDirection = PaginationDirection;
/** `ASC`: the oldest first; `DESC`: the latest first. */
export type ReturnPagedChatGroupsPaginationDirection = v.InferOutput<
  typeof ReturnPagedChatGroupsPaginationDirection
>;

/** A page of chat groups. Pages count from 0. */
export const ReturnPagedChatGroups = tolerant({
  ...pageEntries,
  pagination_direction: open(ReturnPagedChatGroupsPaginationDirection),
  chat_groups_page: v.array(ReturnChatGroup),
});
/** A page of chat groups. Pages count from 0. */
export type ReturnPagedChatGroups = v.InferOutput<typeof ReturnPagedChatGroups>;

/** `ASC`: the oldest first; `DESC`: the latest first. */
export const ReturnChatGroupPagedChatsPaginationDirection = PaginationDirection;
/** `ASC`: the oldest first; `DESC`: the latest first. */
export type ReturnChatGroupPagedChatsPaginationDirection = v.InferOutput<
  typeof ReturnChatGroupPagedChatsPaginationDirection
>;

/** A chat group with a page of its chats. Times in milliseconds since the epoch. */
export const ReturnChatGroupPagedChats = tolerant({
  id: string,
  first_start_timestamp: integer,
  most_recent_start_timestamp: integer,
  num_chats: integer,
  ...pageEntries,
  pagination_direction: open(ReturnChatGroupPagedChatsPaginationDirection),
  chats_page: v.array(ReturnChat),
  active: v.nullish(v.boolean()),
});
/** A chat group with a page of its chats. Times in milliseconds since the epoch. */
export type ReturnChatGroupPagedChats = v.InferOutput<typeof ReturnChatGroupPagedChats>;

/** `ASC`: the oldest first; `DESC`: the latest first. */
export const ReturnChatGroupPagedEventsPaginationDirection = PaginationDirection;
/** `ASC`: the oldest first; `DESC`: the latest first. */
export type ReturnChatGroupPagedEventsPaginationDirection = v.InferOutput<
  typeof ReturnChatGroupPagedEventsPaginationDirection
>;

/** A page of the events of all chats in a group. */
export const ReturnChatGroupPagedEvents = tolerant({
  id: string,
  ...pageEntries,
  pagination_direction: open(ReturnChatGroupPagedEventsPaginationDirection),
  events_page: v.array(ReturnChatEvent),
});
/** A page of the events of all chats in a group. */
export type ReturnChatGroupPagedEvents = v.InferOutput<typeof ReturnChatGroupPagedEvents>;

/** `ASC`: the oldest first; `DESC`: the latest first. */
export const ReturnChatGroupPagedAudioReconstructionsPaginationDirection = PaginationDirection;
/** `ASC`: the oldest first; `DESC`: the latest first. */
export type ReturnChatGroupPagedAudioReconstructionsPaginationDirection = v.InferOutput<
  typeof ReturnChatGroupPagedAudioReconstructionsPaginationDirection
>;

/** A page of the recordings of all chats in a group. */
export const ReturnChatGroupPagedAudioReconstructions = tolerant({
  id: string,
  user_id: string,
  num_chats: integer,
  ...pageEntries,
  pagination_direction: open(ReturnChatGroupPagedAudioReconstructionsPaginationDirection),
  audio_reconstructions_page: v.array(ReturnChatAudioReconstruction),
});
/** A page of the recordings of all chats in a group. */
export type ReturnChatGroupPagedAudioReconstructions = v.InferOutput<
  typeof ReturnChatGroupPagedAudioReconstructions
>;
