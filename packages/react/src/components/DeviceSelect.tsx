import { forwardRef } from 'react';
import { useDeviceChoice } from '../hooks/useDeviceChoice.ts';
import type { DeviceChoiceProps } from '../hooks/useDeviceChoice.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';

/** All props of a `<select>`, and which devices to list. */
export type DeviceSelectProps = ElementProps<
  'select',
  'children' | 'value' | 'defaultValue' | 'multiple'
> &
  DeviceChoiceProps;

/**
 * A list of the devices that are plugged in, to select one before or during a call. Where the browser uses another
 * microphone than the default it lists, that one is named beside the default. `data-state` is `asking`
 * until the browser has listed them; `named`; `unnamed` until microphone access is allowed; `fixed` where the browser doesn't support choosing a speaker.
 */
export const DeviceSelect: RootComponent<'select', DeviceSelectProps> = forwardRef(
  function DeviceSelect({ kind = 'microphone', value, defaultValue, onValueChange, ...rest }, ref) {
    const labels = useLabels();
    const choice = useDeviceChoice({ kind, value, defaultValue, onValueChange });
    const { state, list, chosen, ownDefault, heard } = choice;
    const fixed = state === 'fixed';
    // A browser that lets the person pick, or keeps the one of before, may listen to another than it lists as its default.
    const other = ownDefault && heard && heard !== ownDefault ? ` (${heard})` : '';
    return useRoot('select', ref, rest, {
      className: 'vv-devices',
      defaults: {
        'aria-label': labels.devices[kind],
        disabled: fixed,
      },
      'data-state': state,
      value: chosen,
      onChange: ({ target }) => choice.choose(target.value),
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
          {state === 'unnamed' && <option disabled>{labels.deviceUnnamed}</option>}
        </>
      ),
    });
  },
);
