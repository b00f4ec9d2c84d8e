import type { DeviceList } from '@vivavoce/core';
import { useEffect, useState } from 'react';
import type { Voice } from '../provider/voice-binding.ts';
import { useVoice } from './useVoice.ts';
import { useVoiceBinding } from './useVoiceBinding.ts';

/** What is plugged in, what is chosen, and how to choose. */
export interface DevicesView extends DeviceList {
  /** null for the browser's default. */
  readonly microphoneId: string | null;
  /** What is listened to, by its name; null while nothing is. */
  readonly microphoneLabel: string | null;
  /** null for the browser's default. */
  readonly speakerId: string | null;
  readonly setMicrophone: Voice['setMicrophone'];
  readonly setSpeaker: Voice['setSpeaker'];
}

const none: DeviceList = { microphones: [], speakers: [], canSelectSpeaker: false };

/**
 * Microphones and speakers, as they are plugged in and out. Names and ids are empty until the browser allows the
 * microphone, and come by themselves then.
 *
 * @example
 * ```tsx
 * const { microphones, setMicrophone } = useDevices();
 * ```
 * @throws VoiceError `usage` outside a provider
 */
export function useDevices(): DevicesView {
  const { client } = useVoiceBinding();
  const [list, setList] = useState(none);
  useEffect(() => client.watchDevices(setList), [client]);
  const chosen = useVoice(({ devices, setMicrophone, setSpeaker }) => ({
    microphoneId: devices.microphoneId,
    microphoneLabel: devices.microphoneLabel,
    speakerId: devices.speakerId,
    setMicrophone,
    setSpeaker,
  }));
  return { ...list, ...chosen };
}
