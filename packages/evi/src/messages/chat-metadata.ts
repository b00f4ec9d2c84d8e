import * as v from 'valibot';
import { optionalString, string, tolerant } from '../schema.ts';

/** The first message of every chat. Reconnect with `chat_group_id` to go on where this chat left off. */
export const ChatMetadata = tolerant({
  type: v.literal('chat_metadata'),
  custom_session_id: optionalString,
  chat_group_id: string,
  chat_id: string,
  request_id: optionalString,
});
/** The first message of every chat. Reconnect with `chat_group_id` to go on where this chat left off. */
export type ChatMetadata = v.InferOutput<typeof ChatMetadata>;
