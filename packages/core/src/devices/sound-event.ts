import type { VoiceError } from '../base/voice-error.ts';
import type { MicrophoneState } from './microphone.ts';

/**
 * Whether the browser plays sound. `off`: no conversation. `interrupted`: the system or a failure stopped it, such as a phone call,
 * and the client is getting it back. `needs-gesture`: only a click or a key press can start it.
 */
export type AudioState = 'off' | 'running' | 'interrupted' | 'needs-gesture';

/** The selected devices. */
export interface SelectedDevices {
  /** null: the browser's default. */
  readonly microphoneId: string | null;
  /** Name of the open microphone; null while none is open. */
  readonly microphoneLabel: string | null;
  /** null: the browser's default. */
  readonly speakerId: string | null;
}

/** The devices that options name; none is open. */
export function selectedIn({
  microphoneId,
  speakerId,
}: Pick<SelectedDevices, 'microphoneId' | 'speakerId'>): SelectedDevices {
  return { microphoneId, microphoneLabel: null, speakerId };
}

/** What happens to the sound of a conversation. The client emits these events unchanged. */
export type SoundEvent =
  /** The microphone's state changed. */
  | { readonly type: 'microphone'; readonly microphone: MicrophoneState }
  /** Whether the browser plays sound changed. */
  | { readonly type: 'audio'; readonly audio: AudioState }
  /** The selected devices, or the open microphone, changed. */
  | { readonly type: 'devices'; readonly devices: SelectedDevices }
  /** A device was disconnected. `fallback`: its replacement, null for none. Labels are empty where the browser hides them. */
  | {
      readonly type: 'device-lost';
      readonly device: 'microphone' | 'speaker';
      readonly label: string;
      readonly fallback: string | null;
    }
  /** Something works differently from what was requested. */
  | { readonly type: 'warning'; readonly message: string }
  /** Something failed. An error that ends the conversation is in `connection` too. */
  | { readonly type: 'error'; readonly error: VoiceError };

export type EmitSound = (event: SoundEvent) => void;
