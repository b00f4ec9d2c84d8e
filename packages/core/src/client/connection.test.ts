import { expect, test } from 'vitest';
import { VoiceError } from '../base/voice-error.ts';
import { nextConnection } from './connection.ts';
import type { ConnectionEvent } from './connection.ts';
import type { Connection } from './state.ts';

const error = new VoiceError('connection-lost', 'The connection was lost.');

const states: Record<Connection['status'], Connection> = {
  idle: { status: 'idle' },
  connecting: { status: 'connecting' },
  connected: { status: 'connected', chatId: 'c', chatGroupId: 'g', since: 1 },
  reconnecting: { status: 'reconnecting', attempt: 1, delay: 250, error },
  closing: { status: 'closing' },
  closed: { status: 'closed', reason: 'user' },
  failed: { status: 'failed', error },
};

const events: Record<ConnectionEvent['type'], ConnectionEvent> = {
  connect: { type: 'connect' },
  connected: { type: 'connected', chatId: 'c2', chatGroupId: 'g', at: 2 },
  lost: { type: 'lost', attempt: 2, delay: 500, error },
  disconnect: { type: 'disconnect' },
  closed: { type: 'closed', reason: 'server' },
  failed: { type: 'failed', error },
};

// One row per state; a column left out changes nothing.
const table: Record<
  Connection['status'],
  Partial<Record<ConnectionEvent['type'], Connection['status']>>
> = {
  idle: { connect: 'connecting' },
  connecting: { connected: 'connected', disconnect: 'closing', closed: 'closed', failed: 'failed' },
  connected: {
    connected: 'connected',
    lost: 'reconnecting',
    disconnect: 'closing',
    closed: 'closed',
    failed: 'failed',
  },
  reconnecting: {
    connected: 'connected',
    lost: 'reconnecting',
    disconnect: 'closing',
    closed: 'closed',
    failed: 'failed',
  },
  closing: { closed: 'closed' },
  closed: { connect: 'connecting' },
  failed: { connect: 'connecting' },
};

const cases = Object.values(states).flatMap((state) =>
  Object.values(events).map((event) => [state, event, table[state.status][event.type]] as const),
);

test.each(cases)('$0.status, $1.type', (state, event, expected) => {
  const next = nextConnection(state, event);
  if (expected === undefined) expect(next).toBe(state);
  else expect(next.status).toBe(expected);
});

test('a connected line knows its chat and since when', () => {
  expect(nextConnection(states.connecting, events.connected)).toEqual({
    status: 'connected',
    chatId: 'c2',
    chatGroupId: 'g',
    since: 2,
  });
});

test('a lost line knows which attempt comes next, when and why', () => {
  expect(nextConnection(states.connected, events.lost)).toEqual({
    status: 'reconnecting',
    attempt: 2,
    delay: 500,
    error,
  });
});
