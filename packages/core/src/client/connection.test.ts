import { expect, test } from 'vitest';
import { VoiceError } from '../base/voice-error.ts';
import { nextConnection } from './connection.ts';
import type { Connection } from './connection.ts';

const error = new VoiceError('connection-lost', 'The connection was lost.');

/** Each state, twice: where the line is, and where it is to go. */
const states = (): Connection[] => [
  { status: 'idle' },
  { status: 'connecting' },
  { status: 'connected', chatId: 'c', chatGroupId: 'g', since: 1 },
  { status: 'reconnecting', attempt: 1, delay: 250, error },
  { status: 'closing' },
  { status: 'closed', reason: 'user' },
  { status: 'failed', error },
];

// One row per state; what is left out can't come after it.
const table: Record<Connection['status'], readonly Connection['status'][]> = {
  idle: ['connecting'],
  connecting: ['connected', 'closing', 'closed', 'failed'],
  connected: ['connected', 'reconnecting', 'closing', 'closed', 'failed'],
  reconnecting: ['connected', 'reconnecting', 'closing', 'closed', 'failed'],
  closing: ['closed'],
  closed: ['connecting'],
  failed: ['connecting'],
};

const cases = states().flatMap((before) => states().map((next) => [before, next] as const));

test.each(cases)('$0.status, then $1.status', (before, next) => {
  const expected = table[before.status].includes(next.status) ? next : before;
  expect(nextConnection(before, next)).toBe(expected);
});
