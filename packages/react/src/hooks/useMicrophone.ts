import type { MicrophoneState } from '@vivavoce/core';
import type { Voice } from '../provider/voice-binding.ts';
import { useVoice } from './useVoice.ts';

/** The microphone, and what can be asked of it. */
export interface MicrophoneView {
  readonly state: MicrophoneState;
  /** Whether nothing the user says is sent; before a call too. */
  readonly muted: boolean;
  /** The device in use, or chosen for the next call; null for the browser's default. */
  readonly microphoneId: string | null;
  /** Its name, while it is listened to. */
  readonly microphoneLabel: string | null;
  readonly setMuted: Voice['setMuted'];
  readonly toggleMuted: Voice['toggleMuted'];
  /** Listens to another one, in the same conversation; null is the browser's default. */
  readonly setMicrophone: Voice['setMicrophone'];
}

/**
 * The microphone: what it does, which one it is, mute and choice.
 *
 * @example
 * ```tsx
 * const { muted, toggleMuted } = useMicrophone();
 * ```
 * @throws VoiceError `usage` outside a provider
 */
export function useMicrophone(): MicrophoneView {
  return useVoice(({ microphone, muted, devices, setMuted, toggleMuted, setMicrophone }) => ({
    state: microphone,
    muted,
    microphoneId: devices.microphoneId,
    microphoneLabel: devices.microphoneLabel,
    setMuted,
    toggleMuted,
    setMicrophone,
  }));
}
