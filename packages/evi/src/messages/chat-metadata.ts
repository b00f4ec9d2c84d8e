import * as v from 'valibot';
import { tolerant } from '../schema';

/** The first message of every chat. Reconnect with `chat_group_id` to go on where this chat left off. */
export const ChatMetadata = tolerant({
  type: v.literal('chat_metadata'),
  custom_session_id: v.nullish(v.string()),
  chat_group_id: v.string(),
  chat_id: v.string(),
  request_id: v.nullish(v.string()),
});
/** The first message of every chat. Reconnect with `chat_group_id` to go on where this chat left off. */
export type ChatMetadata = v.InferOutput<typeof ChatMetadata>;
