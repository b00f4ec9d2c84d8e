import type { ClientState, Connection, VoiceError } from '@vivavoce/core';
import { emptyTranscript } from './transcript-state.ts';
import type { TranscriptState } from './transcript-state.ts';

/** When a conversation began and ended, in ms since the epoch. A reconnect does not begin another. */
export interface CallTimes {
  readonly since: number;
  /** null while it lasts. */
  readonly until: number | null;
}

/**
 * The client's state, and what follows from its events. A new object whenever something in it changed; parts that did not
 * change keep their identity.
 */
export interface VoiceState extends ClientState {
  /** Short for `connection.status`. */
  readonly status: Connection['status'];
  /** When the last conversation began and ended; null before the first. */
  readonly call: CallTimes | null;
  /** What was said. Kept after the call, until another conversation begins. */
  readonly transcript: TranscriptState;
  /** The last thing that failed in this conversation; null once a new attempt to connect begins. */
  readonly error: VoiceError | null;
}

/** The state before any event. */
export function initialVoiceState(client: ClientState): VoiceState {
  const { connection } = client;
  return {
    ...client,
    status: connection.status,
    call: connection.status === 'connected' ? { since: connection.since, until: null } : null,
    transcript: emptyTranscript,
    error: 'error' in connection ? connection.error : null,
  };
}
