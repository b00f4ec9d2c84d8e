import type { VoiceError } from '../base/voice-error.ts';
import type { AudioState } from './audio-guard.ts';
import type { MicrophoneState } from './microphone.ts';

/** The devices that are in use, or selected. */
export interface SelectedDevices {
  /** null: the browser's default. */
  readonly microphoneId: string | null;
  /** What the microphone that is open is called; null while none is. */
  readonly microphoneLabel: string | null;
  /** null: the browser's default. */
  readonly speakerId: string | null;
}

/** What a conversation's sound tells: events of the client, which passes them on as they are. */
export type SoundEvent =
  /** The microphone's state changed. */
  | { readonly type: 'microphone'; readonly microphone: MicrophoneState }
  /** Whether the browser lets sound through changed. */
  | { readonly type: 'audio'; readonly audio: AudioState }
  /** Other devices are in use, or selected. */
  | { readonly type: 'devices'; readonly devices: SelectedDevices }
  /** A device is gone. `fallback`: what took its place, null where nothing could. Labels are empty where the browser tells none. */
  | {
      readonly type: 'device-lost';
      readonly device: 'microphone' | 'speaker';
      readonly label: string;
      readonly fallback: string | null;
    }
  /** Something is done in another way than it was asked for. */
  | { readonly type: 'warning'; readonly message: string }
  /** Something failed. What ends the conversation is in `connection` as well. */
  | { readonly type: 'error'; readonly error: VoiceError };

/** Takes what happens, one by one. */
export type TellSound = (event: SoundEvent) => void;
