import type { VoiceError } from '../base/voice-error.ts';
import type { AssistantState, UserState } from '../session/conversation.ts';

/** Why a conversation ended without a failure. */
export type CloseReason =
  /** `disconnect()` was called. */
  | 'user'
  /** The server said goodbye (close code 1000 or 1001). */
  | 'server';

/** The line to the server: exactly one of these at any time. */
export type Connection =
  | { readonly status: 'idle' }
  | { readonly status: 'connecting' }
  | {
      readonly status: 'connected';
      readonly chatId: string;
      readonly chatGroupId: string;
      readonly since: number;
    }
  | {
      readonly status: 'reconnecting';
      readonly attempt: number;
      readonly delay: number;
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
