import type { VoiceError } from '../base/voice-error.ts';
import type { AssistantState, UserState } from '../session/conversation.ts';

/** Why a conversation ended without a failure. */
export type CloseReason =
  /** `disconnect()` was called. */
  | 'user'
  /** The server said goodbye (close code 1000). */
  | 'server';

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

/** The microphone: `asking` while the browser's prompt is open. */
export type MicrophoneState = 'off' | 'asking' | 'live' | 'muted' | 'denied' | 'lost';

/** All of a client's state at one moment. A new object whenever something in it changed. */
export interface ClientState {
  readonly connection: Connection;
  readonly assistant: AssistantState;
  readonly user: UserState;
  readonly microphone: MicrophoneState;
}

/** The two directions of sound. */
export type Side = 'user' | 'assistant';
