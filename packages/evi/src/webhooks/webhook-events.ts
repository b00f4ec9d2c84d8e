import * as v from 'valibot';
import { ToolCallMessage } from '../messages/tool-call-message.ts';
import { integer, noArray, open, optionalString, string, tolerant } from '../schema.ts';

/** Why a chat ended, or that it goes on. */
export const WebhookEventChatStatus = v.picklist([
  'ACTIVE',
  'USER_ENDED',
  'USER_TIMEOUT',
  'INACTIVITY_TIMEOUT',
  'MAX_DURATION_TIMEOUT',
  'SILENCE_TIMEOUT',
  'ERROR',
]);
/** Why a chat ended, or that it goes on. */
export type WebhookEventChatStatus = v.InferOutput<typeof WebhookEventChatStatus>;

/** Whether a chat began a group or resumed one. */
export const WebhookEventChatStartType = v.picklist(['new_chat_group', 'resumed_chat_group']);
/** Whether a chat began a group or resumed one. */
export type WebhookEventChatStartType = v.InferOutput<typeof WebhookEventChatStartType>;

/** What every webhook event says of its chat. */
export const WebhookEventBase = tolerant({
  chat_group_id: string,
  chat_id: string,
  config_id: optionalString,
});
/** What every webhook event says of its chat. */
export type WebhookEventBase = v.InferOutput<typeof WebhookEventBase>;

/** What the telephone network says of a call, where the chat is one. */
const twilioMetadata = v.nullish(noArray(v.record(string, optionalString)));

/** A chat began. `start_time` in milliseconds since the epoch. */
export const WebhookEventChatStarted = tolerant({
  ...WebhookEventBase.entries,
  caller_number: optionalString,
  chat_start_type: open(WebhookEventChatStartType),
  custom_session_id: optionalString,
  event_name: v.nullish(v.literal('chat_started')),
  start_time: integer,
  twilio_metadata: twilioMetadata,
});
/** A chat began. `start_time` in milliseconds since the epoch. */
export type WebhookEventChatStarted = v.InferOutput<typeof WebhookEventChatStarted>;

/** A chat ended. `end_time` in milliseconds since the epoch. */
export const WebhookEventChatEnded = tolerant({
  ...WebhookEventBase.entries,
  caller_number: optionalString,
  custom_session_id: optionalString,
  duration_seconds: integer,
  end_reason: open(WebhookEventChatStatus),
  end_time: integer,
  event_name: v.nullish(v.literal('chat_ended')),
  twilio_metadata: twilioMetadata,
});
/** A chat ended. `end_time` in milliseconds since the epoch. */
export type WebhookEventChatEnded = v.InferOutput<typeof WebhookEventChatEnded>;

/**
 * The assistant calls a tool of the chat; whoever receives this may answer it with `client.controlPlane.send`. `timestamp` in
 * milliseconds since the epoch.
 */
export const WebhookEventToolCall = tolerant({
  ...WebhookEventBase.entries,
  caller_number: optionalString,
  custom_session_id: optionalString,
  event_name: v.nullish(v.literal('tool_call')),
  timestamp: integer,
  tool_call_message: ToolCallMessage,
  twilio_metadata: twilioMetadata,
});
/** The assistant calls a tool of the chat. `timestamp` in milliseconds since the epoch. */
export type WebhookEventToolCall = v.InferOutput<typeof WebhookEventToolCall>;

/** Any of the webhook events the specification knows. */
export const WebhookEvent = v.union([
  WebhookEventChatStarted,
  WebhookEventChatEnded,
  WebhookEventToolCall,
]);
/** Any of the webhook events the specification knows. */
export type WebhookEvent = v.InferOutput<typeof WebhookEvent>;
