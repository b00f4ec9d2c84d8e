import type { ServerMessage, SessionSettings } from '@vivavoce/evi';
import type { ChatEvent } from '../store/chats/chat-events.ts';

/** What is kept of a message the client is sent; undefined where nothing is. */
export function recordedEvent(message: ServerMessage): ChatEvent | undefined {
  switch (message.type) {
    case 'user_message':
      if (message.interim) return undefined;
      return {
        type: 'USER_MESSAGE',
        role: 'USER',
        text: message.message.content ?? '',
        ...scoresIn(message.models),
        metadata: JSON.stringify({
          from_text: message.from_text,
          ...(!message.from_text && { time: message.time }),
        }),
      };
    case 'assistant_message':
      return {
        ...(message.id != null && { id: message.id }),
        type: 'AGENT_MESSAGE',
        role: 'AGENT',
        text: message.message.content ?? '',
        ...scoresIn(message.models),
        metadata: JSON.stringify({ from_text: message.from_text, message_id: message.id ?? null }),
      };
    case 'assistant_prosody':
      return {
        type: 'ASSISTANT_PROSODY',
        role: 'AGENT',
        ...scoresIn(message.models),
        ...(message.id != null && { relatedEventId: message.id }),
      };
    case 'user_interruption':
      return {
        type: 'USER_INTERRUPTION',
        role: 'USER',
        metadata: JSON.stringify({ time: message.time }),
      };
    case 'tool_call':
      return {
        type: 'FUNCTION_CALL',
        role: 'AGENT',
        text: message.parameters,
        toolCall: message,
        metadata: JSON.stringify({
          tool_call_id: message.tool_call_id,
          name: message.name,
          tool_type: message.tool_type ?? 'function',
          response_required: message.response_required,
        }),
      };
    case 'tool_response':
      return toolAnswer(message.tool_call_id, message.content, false);
    case 'tool_error':
      return toolAnswer(message.tool_call_id, message.content ?? '', true, message.error);
    default:
      return undefined;
  }
}

/** What is kept of settings, all but the key among them; undefined where they set nothing. */
export function settingsEvent({
  type,
  language_model_api_key: _,
  ...set
}: SessionSettings): ChatEvent | undefined {
  if (Object.keys(set).length === 0) return undefined;
  return { type: 'SESSION_SETTINGS', role: 'SYSTEM', text: JSON.stringify({ type, ...set }) };
}

/** What came of a call of a tool. @param error - what went wrong, in words the model is not shown. */
export function toolAnswer(id: string, text: string, failed: boolean, error?: string): ChatEvent {
  return {
    type: 'FUNCTION_CALL_RESPONSE',
    role: 'TOOL',
    text,
    metadata: JSON.stringify({ tool_call_id: id, failed, ...(error !== undefined && { error }) }),
  };
}

function scoresIn({ prosody }: { prosody?: { scores: object } | null | undefined }) {
  return prosody ? { emotionFeatures: JSON.stringify(prosody.scores) } : {};
}
