import type {
  AssistantState,
  ClientState,
  Connection,
  MicrophoneState,
  UserState,
  VoiceError,
} from '@vivavoce/core';
import { emptyTranscript } from './transcript-state.ts';
import type { TranscriptState } from './transcript-state.ts';

/** The times of a conversation. A line that was lost and found is the same one. */
export interface Call {
  readonly since: number;
  /** null while it lasts. */
  readonly until: number | null;
}

/** All that a page can show of a conversation. A new object whenever something in it changed; its parts stay the same otherwise. */
export interface VoiceState {
  /** The line to the server, with what belongs to its status: ids while connected, the error when it failed. */
  readonly connection: Connection;
  /** `connection.status`, at hand. */
  readonly status: Connection['status'];
  /** When the last conversation came up and when it ended, in ms since the epoch; null before the first. */
  readonly call: Call | null;
  /** What the assistant is doing. */
  readonly assistant: AssistantState;
  /** Whether the user is heard speaking. */
  readonly user: UserState;
  /** The microphone, as the browser has it. */
  readonly microphone: MicrophoneState;
  /** Whether the browser lets sound through. */
  readonly audio: ClientState['audio'];
  /** The devices in use, or selected for the next conversation. */
  readonly devices: ClientState['devices'];
  /** Loudness of the assistant, 0 to 1. */
  readonly volume: number;
  /** What was said and what became of it. Stays after the call, until another conversation begins. */
  readonly transcript: TranscriptState;
  /** The last thing that failed in this conversation; null once a new attempt to connect begins. */
  readonly error: VoiceError | null;
}

/** The state around a client's own: nothing said, nothing failed but what the connection knows of. */
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
