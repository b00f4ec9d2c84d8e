import type { VoiceError } from '../base/voice-error.ts';
import type { ServerEnd } from '../session/line/terminal-errors.ts';

/** Why a conversation ended without a failure. */
export type CloseReason =
  /** `disconnect()` was called. */
  | 'user'
  /** The server ended it (close code 1000). */
  | 'server'
  /** The page was left, or frozen by the browser. */
  | 'page'
  /**
   * The server ended it and has said why: nobody spoke for too long (`inactivity`), it lasted as long as it may (`max-duration`), the account is
   * used up (`out-of-credits`), the language model can't be had (`model`), or there is no such config (`config`).
   */
  | ServerEnd;

/** The connection to the server: exactly one of these at any time. */
export type Connection =
  | { readonly status: 'idle' }
  | { readonly status: 'connecting' }
  | {
      readonly status: 'connected';
      readonly chatId: string;
      readonly chatGroupId: string;
      /** When the conversation began, in ms since the epoch. A reconnect does not change it. */
      readonly since: number;
    }
  /** The connection is lost and comes back with all that was said meanwhile, or fails. */
  | {
      readonly status: 'reconnecting';
      /** From 1. A connection that lasted for 5 s restarts the count. */
      readonly attempt: number;
      /** ms from the moment of this state until that attempt. */
      readonly delay: number;
      /** Why the connection was lost, or why the last attempt failed. */
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

/** The next state of the connection: the same one where `next` may not follow it. */
export function nextConnection(before: Connection, next: Connection): Connection {
  return follows[next.status].includes(before.status) ? next : before;
}

/** Whether the call is over: another one may begin. */
export function isOver({ status }: Connection): boolean {
  return status === 'closed' || status === 'failed';
}
