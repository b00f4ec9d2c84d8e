import type { AssistantState, Heard, ReadableMessage, UserState } from '../session/conversation.ts';
import type { TurnMetrics } from '../session/metrics.ts';
import type { SoundEvent } from '../devices/sound-event.ts';
import type { Connection } from './state.ts';

/** Everything a voice conversation tells, by `type`. Times are ms since the epoch. */
export type VoiceEvent =
  /** The line's state changed. */
  | { readonly type: 'connection'; readonly connection: Connection }
  /** What the assistant is doing changed. */
  | { readonly type: 'assistant'; readonly assistant: AssistantState }
  /** Whether the user is heard speaking changed. */
  | { readonly type: 'user'; readonly user: UserState }
  /** Whether what the user says is kept back changed. */
  | { readonly type: 'muted'; readonly muted: boolean }
  /** The assistant was silenced, or is heard again. */
  | { readonly type: 'speaker-muted'; readonly speakerMuted: boolean }
  /** The loudness of the assistant was set to something else: 0 to 1. */
  | { readonly type: 'volume'; readonly volume: number }
  /** A message of the server, as it came over the wire. */
  | { readonly type: 'message'; readonly message: ReadableMessage; readonly receivedAt: number }
  /** A message whose type this version does not know, as it came. */
  | {
      readonly type: 'unknown-message';
      readonly message: Readonly<Record<string, unknown>>;
      readonly receivedAt: number;
    }
  /** The first sample of an assistant message has left the speaker, `at` that time. */
  | { readonly type: 'playback-started'; readonly messageId: string; readonly at: number }
  /** The last sample of an assistant message that is to be heard has left the speaker: it was wholly played, or cut short. */
  | {
      readonly type: 'playback-ended';
      readonly messageId: string;
      readonly heard: Heard;
      readonly at: number;
    }
  /** The assistant was stopped: by the user's voice (`server`) or by a call of `interrupt()` (`local`). */
  | {
      readonly type: 'interrupted';
      readonly by: 'server' | 'local';
      readonly messageId: string | null;
    }
  /**
   * Speech that waits to be sent, because the connection is down or slow: emitted when it begins to wait, with each second more or
   * less, and when none waits any more. `dropped` counts from the beginning of the conversation. Both in ms.
   */
  | { readonly type: 'speech-buffer'; readonly buffered: number; readonly dropped: number }
  /** An exchange is over and was measured. */
  | { readonly type: 'turn-metrics'; readonly turn: TurnMetrics }
  /** Something is not as it should be, and the conversation goes on all the same. */
  | { readonly type: 'warning'; readonly message: string }
  /** Microphone, speaker and what else is on this side of the line; errors of all kinds. */
  | SoundEvent;

/** The event that goes with a type. */
export type VoiceEventOf<Type extends VoiceEvent['type']> = Extract<VoiceEvent, { type: Type }>;
