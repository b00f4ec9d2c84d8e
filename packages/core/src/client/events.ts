import type { VoiceError } from '../base/voice-error.ts';
import type { AssistantState, Heard, ReadableMessage, UserState } from '../session/conversation.ts';
import type { TurnMetrics } from '../session/metrics.ts';
import type { AudioState } from '../devices/audio-guard.ts';
import type { MicrophoneState } from '../devices/microphone.ts';
import type { DevicesInUse } from '../devices/sound-system.ts';
import type { Connection } from './state.ts';

/** Everything a voice conversation tells, by `type`. Times are ms since the epoch. */
export type VoiceEvent =
  /** The line's state changed. */
  | { readonly type: 'connection'; readonly connection: Connection }
  /** What the assistant is doing changed. */
  | { readonly type: 'assistant'; readonly assistant: AssistantState }
  /** Whether the user is heard speaking changed. */
  | { readonly type: 'user'; readonly user: UserState }
  /** The microphone's state changed. */
  | { readonly type: 'microphone'; readonly microphone: MicrophoneState }
  /** Whether the browser lets sound through changed. */
  | { readonly type: 'audio'; readonly audio: AudioState }
  /** Other devices are in use, or selected. */
  | { readonly type: 'devices'; readonly devices: DevicesInUse }
  /** A device is gone. `fallback`: what took its place, null where nothing could. Labels are empty where the browser tells none. */
  | {
      readonly type: 'device-lost';
      readonly device: 'microphone' | 'speaker';
      readonly label: string;
      readonly fallback: string | null;
    }
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
  /** The first sample of an assistant message was heard. */
  | { readonly type: 'playback-started'; readonly messageId: string }
  /** An assistant message fell silent: wholly played, or cut short. */
  | { readonly type: 'playback-ended'; readonly messageId: string; readonly heard: Heard }
  /** The assistant was stopped: by the user's voice (`server`) or by a call of `interrupt()` (`local`). */
  | {
      readonly type: 'interrupted';
      readonly by: 'server' | 'local';
      readonly messageId: string | null;
    }
  /**
   * Speech that waits for the line, because it is down or slow: told when it begins to wait, with each second more or
   * less, and when it waits no more. `dropped` counts from the beginning of the conversation. Both in ms.
   */
  | { readonly type: 'uplink'; readonly queued: number; readonly dropped: number }
  /** An exchange is over and was measured. */
  | { readonly type: 'turn-metrics'; readonly turn: TurnMetrics }
  /** Something is not as it should be, and the conversation goes on all the same. */
  | { readonly type: 'warning'; readonly message: string }
  /** Something failed. What ends the conversation is in `connection` as well. */
  | { readonly type: 'error'; readonly error: VoiceError };

/** The event that goes with a type. */
export type VoiceEventOf<Type extends VoiceEvent['type']> = Extract<VoiceEvent, { type: Type }>;
