import type { DeviceList, SelectedDevices } from '@vivavoce/core';
import { useEffect, useState } from 'react';
import type { Voice } from '../provider/voice-binding.ts';
import { useVoice } from './useVoice.ts';
import { useVoiceBinding } from './useVoiceBinding.ts';

/** The devices that are plugged in, those selected, and how to select others. */
export interface DevicesView extends DeviceList, SelectedDevices {
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
  const { client, commands } = useVoiceBinding();
  const [list, setList] = useState(none);
  useEffect(() => client.watchDevices(setList), [client]);
  const selected = useVoice((voice) => voice.devices);
  const { setMicrophone, setSpeaker } = commands;
  return { ...list, ...selected, setMicrophone, setSpeaker };
}
