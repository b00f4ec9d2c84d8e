import type { DeviceList, SelectedDevices } from '@vivavoce/core';
import { useEffect, useState } from 'react';
import type { Voice } from '../provider/voice-binding.ts';
import { onNamesKnown } from './microphone-opened.ts';
import { useVoice } from './useVoice.ts';
import { useVoiceBinding } from './useVoiceBinding.ts';

/** The devices that are plugged in, those selected, and how to select others. */
export interface DevicesView extends DeviceList, SelectedDevices {
  /** Whether the browser has listed them: not on a server, and for a moment after mounting. */
  readonly listed: boolean;
  readonly setMicrophone: Voice['setMicrophone'];
  readonly setSpeaker: Voice['setSpeaker'];
}

const none: DeviceList = { microphones: [], speakers: [], canSelectSpeaker: false };

/**
 * The microphones and speakers that are plugged in, kept up to date. Their labels and ids are empty until microphone access is
 * allowed.
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
  useEffect(() => {
    let unwatch = client.watchDevices(setList);
    const undo = onNamesKnown(() => {
      unwatch();
      unwatch = client.watchDevices(setList);
    });
    return () => {
      undo();
      unwatch();
    };
  }, [client]);
  const selected = useVoice((voice) => voice.devices);
  const { setMicrophone, setSpeaker } = commands;
  return { ...list, listed: list !== none, ...selected, setMicrophone, setSpeaker };
}
