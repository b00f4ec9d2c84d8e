import { forwardRef, useEffect, useRef } from 'react';
import { useDevices } from '../hooks/useDevices.ts';
import { useInitial } from '../hooks/useInitial.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useVoiceBinding } from '../hooks/useVoiceBinding.ts';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';

/** All props of a `<select>`, and which devices to list. */
export interface DeviceSelectProps extends ElementProps<
  'select',
  'children' | 'value' | 'defaultValue' | 'multiple'
> {
  /** Default: `microphone`. */
  readonly kind?: 'microphone' | 'speaker' | undefined;
  /** Id of the selected device, where the app controls it, such as to remember it between visits; null for the browser's default. Default: uncontrolled. */
  readonly value?: string | null | undefined;
  /** Id of the device selected to begin with, when uncontrolled: once for each client, so that a choice of the user's stays. Default: the provider's. */
  readonly defaultValue?: string | null | undefined;
  /** Called when the user selects a device, with its id; null for the browser's default. */
  readonly onValueChange?: ((id: string | null) => void) | undefined;
}

/**
 * A list of the devices that are plugged in, to select one before or during a call. Where the browser uses another
 * microphone than the default it lists, that one is named beside the default. `data-state` is `asking`
 * until the browser has listed them; `named`; `unnamed` until microphone access is allowed; `fixed` where the browser doesn't support choosing a speaker.
 */
export const DeviceSelect: RootComponent<'select', DeviceSelectProps> = forwardRef(
  function DeviceSelect(
    { kind = 'microphone', value, defaultValue, onValueChange, ...rest },
    forwarded,
  ) {
    const labels = useLabels();
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
    const chosen = value ?? initial ?? (value === undefined ? inUse : null) ?? '';
    const { client } = useVoiceBinding();
    const asked = useRef(false);
    useEffect(() => {
      if (value === undefined || !ready) return;
      // A list that comes onto the page asks for nothing that is so already.
      if (!asked.current && client.state.devices[`${kind}Id`] === value) return;
      asked.current = true;
      void select(value);
    }, [client, kind, value, ready, select]);
    // A browser that lets the person pick, or keeps the one of before, may listen to another than it lists as its default.
    const ownDefault = list.find(({ isDefault }) => isDefault)?.label;
    const heard = speaker || inUse !== null ? null : devices.microphoneLabel;
    const other = ownDefault && heard && heard !== ownDefault ? ` (${heard})` : '';
    return useRoot('select', forwarded, rest, {
      className: 'vv-devices',
      defaults: {
        'aria-label': labels.devices[kind],
        disabled: fixed,
      },
      'data-state': !listed ? 'asking' : fixed ? 'fixed' : list.length > 0 ? 'named' : 'unnamed',
      value: chosen,
      onChange: ({ target }) => {
        const id = target.value || null;
        if (value === undefined) void select(id);
        onValueChange?.(id);
      },
      children: (
        <>
          <option value="">{fixed ? labels.deviceFixed : labels.deviceDefault + other}</option>
          {list.map(({ id, label }) => (
            <option key={id} value={id}>
              {label || id}
            </option>
          ))}
          {chosen !== '' && !list.some(({ id }) => id === chosen) && (
            <option value={chosen}>{labels.devices[kind]}</option>
          )}
          {listed && !fixed && list.length === 0 && (
            <option disabled>{labels.deviceUnnamed}</option>
          )}
        </>
      ),
    });
  },
);
