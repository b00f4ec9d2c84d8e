import type { ReturnChatEventType } from '@vivavoce/evi';
import type { ToolTurn, Turn } from '../../base/conversation-turn.ts';
import type { StoredChatEvent } from './chat-events.ts';

/** The events that a resumed conversation is made of. */
export const historyTypes: readonly ReturnChatEventType[] = [
  'USER_MESSAGE',
  'AGENT_MESSAGE',
  'FUNCTION_CALL',
  'FUNCTION_CALL_RESPONSE',
];

/** What was said, from the events of a Chat Group, oldest first. */
export function historyOf(events: readonly StoredChatEvent[]): Turn[] {
  const calls = new Map<string, ToolTurn>();
  return events.flatMap((event): Turn[] => {
    const about = parse(event.metadata);
    const text = event.messageText ?? '';
    switch (event.type) {
      case 'USER_MESSAGE':
      case 'AGENT_MESSAGE': {
        const scores = parse(event.emotionFeatures);
        const turn: Turn = { role: event.type === 'USER_MESSAGE' ? 'user' : 'assistant', text };
        // Both were written by this server.
        return [
          {
            ...turn,
            ...(scores && { scores }),
            ...(about?.['time'] ? { time: about['time'] } : {}),
          } as Turn,
        ];
      }
      case 'FUNCTION_CALL': {
        const id = String(about?.['tool_call_id']);
        const call = { id, name: String(about?.['name']), parameters: text };
        const turn: ToolTurn = { role: 'tool', text: 'The tool was not answered.', call };
        calls.set(id, turn);
        return [turn];
      }
      case 'FUNCTION_CALL_RESPONSE': {
        // The first answer is the one that was used; one to a call before the events taken along belongs to nothing.
        const id = String(about?.['tool_call_id']);
        const turn = calls.get(id);
        if (turn) turn.text = text;
        calls.delete(id);
        return [];
      }
      default:
        return [];
    }
  });
}

function parse(json: string | null): Record<string, unknown> | undefined {
  return json === null ? undefined : (JSON.parse(json) as Record<string, unknown>);
}
