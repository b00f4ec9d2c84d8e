import type { VoiceError } from '../base/voice-error.ts';

/** Why a conversation ended without a failure. */
export type CloseReason =
  /** `disconnect()` was called. */
  | 'user'
  /** The server said goodbye (close code 1000). */
  | 'server'
  /** The page was left, or frozen by the browser. */
  | 'page';

/** The line to the server: exactly one of these at any time. */
export type Connection =
  | { readonly status: 'idle' }
  | { readonly status: 'connecting' }
  | {
      readonly status: 'connected';
      readonly chatId: string;
      readonly chatGroupId: string;
      /** ms since the epoch at which the conversation came up; a line that was lost and found changes it not. */
      readonly since: number;
    }
  /** The line is lost, and the conversation waits for it with all that was said. */
  | {
      readonly status: 'reconnecting';
      /** From 1; a line that held for 5 s begins the count anew. */
      readonly attempt: number;
      /** ms until that attempt, as they were when it was decided. */
      readonly delay: number;
      /** Why the line was lost, or why the last attempt failed. */
      readonly error: VoiceError;
    }
  | { readonly status: 'closing' }
  | { readonly status: 'closed'; readonly reason: CloseReason }
  | { readonly status: 'failed'; readonly error: VoiceError };

type Status = Connection['status'];

const open: readonly Status[] = ['connecting', 'connected', 'reconnecting'];

/** What each state may follow. */
const follows: Record<Status, readonly Status[]> = {
  idle: [],
  connecting: ['idle', 'closed', 'failed'],
  connected: open,
  reconnecting: ['connected', 'reconnecting'],
  closing: open,
  closed: [...open, 'closing'],
  failed: open,
};

/** The next state of the line. What makes no sense after the one before changes nothing. */
export function nextConnection(before: Connection, next: Connection): Connection {
  return follows[next.status].includes(before.status) ? next : before;
}

/** Whether the call is over: another one may begin. */
export function isOver({ status }: Connection): boolean {
  return status === 'closed' || status === 'failed';
}
