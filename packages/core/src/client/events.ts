import type { SoundEvent } from '../devices/sound-event.ts';
import type { ConversationEvent } from '../session/messages.ts';
import type { Connection } from './connection.ts';

/** Everything a voice conversation tells, by `type`. Times are ms since the epoch. */
export type VoiceEvent =
  /** The line's state changed. */
  | { readonly type: 'connection'; readonly connection: Connection }
  /** Whether what the user says is kept back changed. */
  | { readonly type: 'muted'; readonly muted: boolean }
  /** The assistant was silenced, or is heard again. */
  | { readonly type: 'speaker-muted'; readonly speakerMuted: boolean }
  /** The loudness of the assistant was set to something else: 0 to 1. */
  | { readonly type: 'volume'; readonly volume: number }
  /** What is said, played and measured. */
  | ConversationEvent
  /** Microphone, speaker and what else is on this side of the line; errors of all kinds. */
  | SoundEvent;

/** The event that goes with a type. */
export type VoiceEventOf<Type extends VoiceEvent['type']> = Extract<VoiceEvent, { type: Type }>;
