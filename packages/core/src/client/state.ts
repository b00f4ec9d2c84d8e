import type { MicrophoneState } from '../devices/microphone.ts';
import { Mute } from '../devices/mute.ts';
import { selectedIn } from '../devices/sound-event.ts';
import type { AudioState, SelectedDevices } from '../devices/sound-event.ts';
import type { AssistantState, UserState } from '../session/conversation.ts';
import { nextConnection } from './connection.ts';
import type { Connection } from './connection.ts';
import type { VoiceEvent } from './events.ts';
import type { ResolvedOptions, SessionOptions, VoiceFeature } from './options.ts';

/** All of a client's state at one moment. A new object whenever something in it changed. */
export interface ClientState {
  readonly connection: Connection;
  readonly assistant: AssistantState;
  readonly user: UserState;
  readonly microphone: MicrophoneState;
  /**
   * Whether nothing the user says is sent: muted or, with push-to-talk, not talking. Also before and after a conversation. In one that
   * began without a microphone the button of push-to-talk counts from when one is turned on.
   */
  readonly muted: boolean;
  readonly audio: AudioState;
  readonly devices: SelectedDevices;
  /** The assistant's volume, 0 to 1. */
  readonly volume: number;
  /** Whether the assistant is muted, whatever the volume. */
  readonly speakerMuted: boolean;
  /** What somebody else has set in this conversation, such as a server of the app's by EVI's control plane. Kept until the next. */
  readonly settings: SessionOptions;
  /** What the service of this conversation, or of the next, has not: of EVI's everything is there. */
  readonly unsupported: readonly VoiceFeature[];
}

/** The state of a client with these options before its first conversation. */
export function initialState(options: ResolvedOptions): ClientState {
  return {
    connection: { status: 'idle' },
    assistant: 'idle',
    user: 'silent',
    microphone: 'off',
    muted: new Mute(options).shown('off'),
    audio: 'off',
    devices: selectedIn(options),
    volume: options.volume,
    speakerMuted: false,
    settings: {},
    unsupported: unsupportedBy(options),
  };
}

/** What the service that these options name has not. */
export function unsupportedBy({ service }: ResolvedOptions): readonly VoiceFeature[] {
  return service?.unsupported ?? [];
}

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
      return update(state, {
        connection: nextConnection(state.connection, event.connection),
        ...(event.connection.status === 'connecting' && { settings: {} }),
      });
    case 'settings': {
      const { type: _, ...set } = event.settings;
      return update(state, { settings: { ...state.settings, ...set } });
    }
    case 'assistant':
    case 'user':
    case 'microphone':
    case 'muted':
    case 'audio':
    case 'devices':
    case 'volume':
    case 'speaker-muted':
    case 'unsupported': {
      const { type: _, ...part } = event;
      return update(state, part);
    }
    default:
      return undefined;
  }
}

function update(state: ClientState, part: Partial<ClientState>): ClientState {
  const next = { ...state, ...part };
  return JSON.stringify(next) === JSON.stringify(state) ? state : next;
}
