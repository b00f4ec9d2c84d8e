import * as v from 'valibot';
import { integer, open, optionalString, string, tolerant } from '../schema.ts';

/** Who caused an event of a chat. */
export const ReturnChatEventRole = v.picklist(['USER', 'AGENT', 'SYSTEM', 'TOOL']);
/** Who caused an event of a chat. */
export type ReturnChatEventRole = v.InferOutput<typeof ReturnChatEventRole>;

/** What happened in a chat. */
export const ReturnChatEventType = v.picklist([
  'FUNCTION_CALL',
  'FUNCTION_CALL_RESPONSE',
  'CHAT_END_MESSAGE',
  'AGENT_MESSAGE',
  'SYSTEM_PROMPT',
  'USER_RECORDING_START_MESSAGE',
  'RESUME_ONSET',
  'USER_INTERRUPTION',
  'CHAT_START_MESSAGE',
  'PAUSE_ONSET',
  'USER_MESSAGE',
  'ASSISTANT_PROSODY',
  'SESSION_SETTINGS',
]);
/** What happened in a chat. */
export type ReturnChatEventType = v.InferOutput<typeof ReturnChatEventType>;

/** One thing that happened in a chat. `timestamp` in milliseconds since the epoch; `emotion_features` and `metadata` are JSON text; `related_event_id` is that of the message whose scores these are. */
export const ReturnChatEvent = tolerant({
  id: string,
  chat_id: string,
  timestamp: integer,
  role: open(ReturnChatEventRole),
  type: open(ReturnChatEventType),
  message_text: optionalString,
  emotion_features: optionalString,
  metadata: optionalString,
  related_event_id: optionalString,
});
/** One thing that happened in a chat. `timestamp` in milliseconds since the epoch; `emotion_features` and `metadata` are JSON text; `related_event_id` is that of the message whose scores these are. */
export type ReturnChatEvent = v.InferOutput<typeof ReturnChatEvent>;
