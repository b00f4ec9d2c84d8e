import type {
  PostedWebhookSpec,
  ToolCallMessage,
  WebhookEventChatEnded,
  WebhookEventChatStarted,
  WebhookEventToolCall,
} from '@vivavoce/evi';
import type { NewDelivery } from './deliveries.ts';

/** What webhooks tell of a Chat. Times in ms since the epoch. */
export interface ToldChat {
  chatId: string;
  chatGroupId: string;
  configId?: string | null | undefined;
  customSessionId?: string | null | undefined;
  webhooks: readonly PostedWebhookSpec[];
}

/** The events that say a Chat has begun, one for each address that asked for them. */
export function chatStarted(chat: ToldChat, startMs: number, resumed: boolean): NewDelivery[] {
  const event: WebhookEventChatStarted = {
    ...aboutChat(chat),
    event_name: 'chat_started',
    start_time: startMs,
    chat_start_type: resumed ? 'resumed_chat_group' : 'new_chat_group',
  };
  return deliveries(chat, 'chat_started', event);
}

/** The events that say a Chat is over. */
export function chatEnded(
  chat: ToldChat,
  startMs: number,
  endMs: number,
  reason: WebhookEventChatEnded['end_reason'],
): NewDelivery[] {
  const event: WebhookEventChatEnded = {
    ...aboutChat(chat),
    event_name: 'chat_ended',
    end_time: endMs,
    duration_seconds: Math.round((endMs - startMs) / 1000),
    end_reason: reason,
  };
  return deliveries(chat, 'chat_ended', event);
}

/** The events that say the assistant calls a tool which somebody is to answer; the server answers its own. */
export function toolCalled(chat: ToldChat, atMs: number, call: ToolCallMessage): NewDelivery[] {
  if (call.tool_type === 'builtin') return [];
  const event: WebhookEventToolCall = {
    ...aboutChat(chat),
    event_name: 'tool_call',
    timestamp: atMs,
    tool_call_message: call,
  };
  return deliveries(chat, 'tool_call', event);
}

function aboutChat({ chatId, chatGroupId, configId, customSessionId }: ToldChat) {
  return {
    chat_id: chatId,
    chat_group_id: chatGroupId,
    config_id: configId ?? null,
    custom_session_id: customSessionId ?? null,
    caller_number: null,
  };
}

function deliveries(
  { webhooks }: ToldChat,
  eventName: PostedWebhookSpec['events'][number],
  event: object,
): NewDelivery[] {
  const body = JSON.stringify(event);
  return webhooks
    .filter(({ events }) => events.includes(eventName))
    .map(({ url }) => ({ url, eventName, body }));
}
