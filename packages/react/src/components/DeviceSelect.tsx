import { forwardRef } from 'react';
import type { ComponentPropsWithoutRef, ForwardRefExoticComponent, RefAttributes } from 'react';
import { useComposedRef } from '../hooks/useComposedRef.ts';
import { useDevices } from '../hooks/useDevices.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { classNames } from './class-names.ts';
import { composeHandlers } from './compose-handlers.ts';
import { renderRoot } from './render-root.ts';
import type { Renderable } from './render-root.ts';

/** All of a `<select>`'s own props, and which devices. */
export interface DeviceSelectProps
  extends
    Omit<ComponentPropsWithoutRef<'select'>, 'children' | 'value' | 'defaultValue' | 'multiple'>,
    Renderable<'select'> {
  /** Default: `microphone`. */
  readonly kind?: 'microphone' | 'speaker';
}

/**
 * A list of what is plugged in, to choose from at any time, in a call or before one. `data-state` is `named`; `unnamed`
 * until the browser allows the microphone; `fixed` where it lets nobody choose a speaker.
 */
export const DeviceSelect: ForwardRefExoticComponent<
  DeviceSelectProps & RefAttributes<HTMLSelectElement>
> = forwardRef<HTMLSelectElement, DeviceSelectProps>(function DeviceSelect(
  { className, kind = 'microphone', onChange, render, ...rest },
  forwarded,
) {
  const ref = useComposedRef(forwarded);
  const labels = useLabels();
  const devices = useDevices();
  const speaker = kind === 'speaker';
  const list = (speaker ? devices.speakers : devices.microphones).filter(({ id }) => id !== '');
  const chosen = (speaker ? devices.speakerId : devices.microphoneId) ?? '';
  const fixed = speaker && !devices.canSelectSpeaker;
  const select = speaker ? devices.selectSpeaker : devices.selectMicrophone;
  return renderRoot(
    'select',
    {
      'aria-label': labels.devices[kind],
      disabled: fixed,
      ...rest,
      ref,
      className: classNames('vv-devices', className),
      'data-state': fixed ? 'fixed' : list.length > 0 ? 'named' : 'unnamed',
      value: chosen,
      onChange: composeHandlers(onChange, ({ target }) => void select(target.value || null)),
      children: (
        <>
          <option value="">{fixed ? labels.deviceFixed : labels.deviceDefault}</option>
          {list.map(({ id, label }) => (
            <option key={id} value={id}>
              {label || id}
            </option>
          ))}
          {chosen !== '' && !list.some(({ id }) => id === chosen) && (
            <option value={chosen}>{labels.devices[kind]}</option>
          )}
          {!fixed && list.length === 0 && <option disabled>{labels.deviceUnnamed}</option>}
        </>
      ),
    },
    render,
  );
});
