import type { VoiceError } from '../base/voice-error.ts';
import type { MicrophoneState } from '../devices/microphone.ts';
import type { AudioState, SelectedDevices } from '../devices/sound-event.ts';
import type { AssistantState, UserState } from '../session/conversation.ts';
import { nextConnection } from './connection.ts';
import type { VoiceEvent } from './events.ts';

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

/** All of a client's state at one moment. A new object whenever something in it changed. */
export interface ClientState {
  readonly connection: Connection;
  readonly assistant: AssistantState;
  readonly user: UserState;
  readonly microphone: MicrophoneState;
  /** Whether nothing the user says is sent: the microphone is muted or, with push-to-talk, not held open. Also before a call. */
  readonly muted: boolean;
  readonly audio: AudioState;
  readonly devices: SelectedDevices;
  /** Loudness of the assistant, 0 to 1. */
  readonly volume: number;
  /** Whether the assistant is silenced, whatever the volume. */
  readonly speakerMuted: boolean;
}

/** What is the same of every client before its first conversation. */
export const idleState: Omit<ClientState, 'devices' | 'volume' | 'muted'> = {
  connection: { status: 'idle' },
  assistant: 'idle',
  user: 'silent',
  microphone: 'off',
  audio: 'off',
  speakerMuted: false,
};

/** Who speaks in a conversation. */
export type Role = 'user' | 'assistant';

/**
 * The state after an event that carries a part of it: the same object where nothing in it changes.
 *
 * @returns undefined for an event that carries none
 */
export function reduceState(state: ClientState, event: VoiceEvent): ClientState | undefined {
  switch (event.type) {
    case 'connection':
      return update(state, { connection: nextConnection(state.connection, event.connection) });
    case 'assistant':
    case 'user':
    case 'microphone':
    case 'muted':
    case 'audio':
    case 'devices':
    case 'volume':
    case 'speaker-muted': {
      const { type: _, ...part } = event;
      return update(state, part);
    }
    default:
      return undefined;
  }
}

function update(state: ClientState, part: Partial<ClientState>): ClientState {
  const next = { ...state, ...part };
  const same = (Object.keys(part) as (keyof ClientState)[]).every(
    (key) => next[key] === state[key],
  );
  return same ? state : next;
}
