import type { AudioDevice } from '@vivavoce/core';
import { useEffect, useRef } from 'react';
import { useDevices } from './useDevices.ts';
import { useInitial } from './useInitial.ts';
import { useVoiceBinding } from './useVoiceBinding.ts';

/** What selects a device, and how the app holds the selection. */
export interface DeviceChoiceProps {
  /** Default: `microphone`. */
  readonly kind?: 'microphone' | 'speaker' | undefined;
  /** Id of the selected device, where the app controls it, such as to remember it between visits; null for the browser's default. Default: uncontrolled. */
  readonly value?: string | null | undefined;
  /** Id of the device selected to begin with, when uncontrolled: once for each client, so that a choice of the user's stays. Default: the provider's. */
  readonly defaultValue?: string | null | undefined;
  /** Called when the user selects a device, with its id; null for the browser's default. */
  readonly onValueChange?: ((id: string | null) => void) | undefined;
}

/** The devices of a kind, and the one that is selected. */
export interface DeviceChoice {
  /** `asking` until the browser has listed them; `unnamed` until microphone access is allowed; `fixed` where the speaker can't be selected. */
  readonly state: 'asking' | 'fixed' | 'named' | 'unnamed';
  readonly list: readonly AudioDevice[];
  /** Id of the selected one; empty for the browser's default. */
  readonly chosen: string;
  /** Label of the device that the browser lists as its default; empty where it has none. */
  readonly ownDefault: string;
  /** Label of the microphone that is listened to, where it is the default; null otherwise. */
  readonly heard: string | null;
  /** Selects one, as the user asks. */
  readonly choose: (id: string) => void;
}

/** Selects a device for the conversation; where the app holds the selection it follows the app. */
export function useDeviceChoice({
  kind = 'microphone',
  value,
  defaultValue,
  onValueChange,
}: DeviceChoiceProps): DeviceChoice {
  const devices = useDevices();
  const speaker = kind === 'speaker';
  const list = (speaker ? devices.speakers : devices.microphones).filter(({ id }) => id !== '');
  const inUse = speaker ? devices.speakerId : devices.microphoneId;
  const { listed } = devices;
  // Whether the speaker can be chosen is known with the list.
  const fixed = speaker && listed && !devices.canSelectSpeaker;
  const ready = speaker ? devices.canSelectSpeaker : true;
  const select = speaker ? devices.setSpeaker : devices.setMicrophone;
  const initial = useInitial(kind, value === undefined ? defaultValue : undefined, select, ready);
  const { client } = useVoiceBinding();
  const asked = useRef(false);
  useEffect(() => {
    if (value === undefined || !ready) return;
    // A list that comes onto the page asks for nothing that is so already.
    if (!asked.current && client.state.devices[`${kind}Id`] === value) return;
    asked.current = true;
    void select(value);
  }, [client, kind, value, ready, select]);
  return {
    state: !listed ? 'asking' : fixed ? 'fixed' : list.length > 0 ? 'named' : 'unnamed',
    list,
    chosen: value ?? initial ?? (value === undefined ? inUse : null) ?? '',
    ownDefault: list.find(({ isDefault }) => isDefault)?.label ?? '',
    heard: speaker || inUse !== null ? null : devices.microphoneLabel,
    choose: (chosen) => {
      const id = chosen || null;
      if (value === undefined) void select(id);
      onValueChange?.(id);
    },
  };
}
