import type { SoundEvent } from '../devices/sound-event.ts';
import type { ConversationEvent } from '../session/messages.ts';
import type { Connection } from './connection.ts';
import type { VoiceFeature } from './options.ts';

/** Every event of a voice conversation, by `type`. Times are ms since the epoch. */
export type VoiceEvent =
  /** The state of the connection changed. */
  | { readonly type: 'connection'; readonly connection: Connection }
  /** `state.muted` changed. */
  | { readonly type: 'muted'; readonly muted: boolean }
  /** The assistant was muted or unmuted. */
  | { readonly type: 'speaker-muted'; readonly speakerMuted: boolean }
  /** The assistant's volume changed: 0 to 1. */
  | { readonly type: 'volume'; readonly volume: number }
  /** Another service is to be talked to, which lacks other things. */
  | { readonly type: 'unsupported'; readonly unsupported: readonly VoiceFeature[] }
  /** Messages, playback and measurements. */
  | ConversationEvent
  /** Microphone, speaker and sound of this machine; errors of all kinds. */
  | SoundEvent;

/** Takes what happens. */
export interface EventSink {
  /** Takes one event. */
  readonly tell: (event: VoiceEvent) => void;
  /** Those were all of a task. */
  readonly flush: () => void;
}

/** The event of one type. */
export type VoiceEventOf<Type extends VoiceEvent['type']> = Extract<VoiceEvent, { type: Type }>;
