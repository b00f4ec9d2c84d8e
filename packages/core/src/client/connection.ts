import type { VoiceError } from '../base/voice-error.ts';
import type { CloseReason, Connection } from './state.ts';

/** What can happen to the line. */
export type ConnectionEvent =
  | { readonly type: 'connect' }
  | {
      readonly type: 'connected';
      readonly chatId: string;
      readonly chatGroupId: string;
      readonly at: number;
    }
  | {
      readonly type: 'lost';
      readonly attempt: number;
      readonly delay: number;
      readonly error: VoiceError;
    }
  | { readonly type: 'disconnect' }
  | { readonly type: 'closed'; readonly reason: CloseReason }
  | { readonly type: 'failed'; readonly error: VoiceError };

/** The next state of the line. What makes no sense in a state changes nothing. */
export function nextConnection(connection: Connection, event: ConnectionEvent): Connection {
  const { status } = connection;
  const open = status === 'connecting' || status === 'connected' || status === 'reconnecting';
  switch (event.type) {
    case 'connect':
      return open || status === 'closing' ? connection : { status: 'connecting' };
    case 'connected':
      if (!open) return connection;
      return {
        status: 'connected',
        chatId: event.chatId,
        chatGroupId: event.chatGroupId,
        since: event.at,
      };
    case 'lost': {
      if (status !== 'connected' && status !== 'reconnecting') return connection;
      const { attempt, delay, error } = event;
      return { status: 'reconnecting', attempt, delay, error };
    }
    case 'disconnect':
      return open ? { status: 'closing' } : connection;
    case 'closed':
      return open || status === 'closing' ? { status: 'closed', reason: event.reason } : connection;
    case 'failed':
      return open ? { status: 'failed', error: event.error } : connection;
  }
}
