import { forwardRef, useEffect } from 'react';
import type { ComponentPropsWithoutRef, ForwardRefExoticComponent, RefAttributes } from 'react';
import { useComposedRef } from '../hooks/useComposedRef.ts';
import { useDevices } from '../hooks/useDevices.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { classNames } from './class-names.ts';
import { composeHandlers } from './compose-handlers.ts';
import { given } from './given.ts';
import { renderRoot } from './render-root.ts';
import type { Renderable } from './render-root.ts';

/** All of a `<select>`'s own props, and which devices. */
export interface DeviceSelectProps
  extends
    Omit<ComponentPropsWithoutRef<'select'>, 'children' | 'value' | 'defaultValue' | 'multiple'>,
    Renderable<'select'> {
  /** Default: `microphone`. */
  readonly kind?: 'microphone' | 'speaker' | undefined;
  /** The device's id, for an app that holds it itself, such as from one visit to the next; null for the browser's default. */
  readonly value?: string | null | undefined;
  /** Told of each choice. */
  readonly onValueChange?: ((id: string | null) => void) | undefined;
}

/**
 * A list of what is plugged in, to choose from at any time, in a call or before one. `data-state` is `named`; `unnamed`
 * until the browser allows the microphone; `fixed` where it lets nobody choose a speaker.
 */
export const DeviceSelect: ForwardRefExoticComponent<
  DeviceSelectProps & RefAttributes<HTMLSelectElement>
> = forwardRef<HTMLSelectElement, DeviceSelectProps>(function DeviceSelect(
  { className, kind = 'microphone', value, onValueChange, onChange, render, ...rest },
  forwarded,
) {
  const ref = useComposedRef(forwarded);
  const labels = useLabels();
  const devices = useDevices();
  const speaker = kind === 'speaker';
  const list = (speaker ? devices.speakers : devices.microphones).filter(({ id }) => id !== '');
  const inUse = speaker ? devices.speakerId : devices.microphoneId;
  const chosen = (value === undefined ? inUse : value) ?? '';
  const fixed = speaker && !devices.canSelectSpeaker;
  const select = speaker ? devices.selectSpeaker : devices.selectMicrophone;
  useEffect(() => {
    if (value !== undefined && !fixed) void select(value);
  }, [value, fixed, select]);
  return renderRoot(
    'select',
    {
      'aria-label': labels.devices[kind],
      disabled: fixed,
      ...given(rest),
      ref,
      className: classNames('vv-devices', className),
      'data-state': fixed ? 'fixed' : list.length > 0 ? 'named' : 'unnamed',
      value: chosen,
      onChange: composeHandlers(onChange, ({ target }) => {
        const id = target.value || null;
        if (value === undefined) void select(id);
        onValueChange?.(id);
      }),
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
