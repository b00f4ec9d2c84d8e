import type { MicrophoneState } from '@vivavoce/core';
import type { Voice } from '../provider/voice-binding.ts';
import { useVoice } from './useVoice.ts';

/** State and commands of the microphone. */
export interface MicrophoneView {
  readonly state: MicrophoneState;
  /** Whether nothing the user says is sent; also before and after a call. */
  readonly muted: boolean;
  /** Id of the device in use, or selected for the next call; null for the browser's default. */
  readonly microphoneId: string | null;
  /** Label of the open device; null while none is open. */
  readonly microphoneLabel: string | null;
  readonly setMuted: Voice['setMuted'];
  readonly toggleMuted: Voice['toggleMuted'];
  /** Selects another device, also during a call; null is the browser's default. */
  readonly setMicrophone: Voice['setMicrophone'];
}

/**
 * The microphone's state, mute and device.
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
