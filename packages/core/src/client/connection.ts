import type { Connection } from './state.ts';

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
