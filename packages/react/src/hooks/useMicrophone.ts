import type { MicrophoneState } from '@vivavoce/core';
import type { Voice } from '../provider/voice-binding.ts';
import { useVoice } from './useVoice.ts';

/** The microphone, and what can be asked of it. */
export interface MicrophoneView {
  readonly state: MicrophoneState;
  /** The device in use, or chosen for the next call; null for the browser's default. */
  readonly id: string | null;
  /** Its name, while it is listened to. */
  readonly label: string | null;
  readonly setMuted: Voice['setMuted'];
  /** Listens to another one, in the same conversation; null is the browser's default. */
  readonly select: Voice['setMicrophone'];
}

/**
 * The microphone: what it does, which one it is, mute and choice.
 *
 * @example
 * ```tsx
 * const { state, setMuted } = useMicrophone();
 * ```
 * @throws VoiceError `usage` outside a provider
 */
export function useMicrophone(): MicrophoneView {
  return useVoice(({ microphone, devices, setMuted, setMicrophone }) => ({
    state: microphone,
    id: devices.microphoneId,
    label: devices.microphoneLabel,
    setMuted,
    select: setMicrophone,
  }));
}
