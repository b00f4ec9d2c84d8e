import { forwardRef, useEffect } from 'react';
import type { ComponentPropsWithoutRef, ForwardRefExoticComponent, RefAttributes } from 'react';
import { useComposedRef } from '../hooks/useComposedRef.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { classNames } from './class-names.ts';
import { composeHandlers } from './compose-handlers.ts';
import { given } from './given.ts';
import { renderRoot } from './render-root.ts';
import type { Renderable } from './render-root.ts';

/** All of an `<input>`'s own props, and the volume. */
export interface VolumeSliderProps
  extends
    Omit<ComponentPropsWithoutRef<'input'>, 'type' | 'min' | 'max' | 'value' | 'defaultValue'>,
    Renderable<'input'> {
  /** The volume, 0 to 1, for an app that holds it itself. A number outside is brought inside. */
  readonly value?: number | undefined;
  /** Told of each change. */
  readonly onValueChange?: ((volume: number) => void) | undefined;
}

/**
 * How loud the assistant is, before a call and in one. `data-state` is `silent` or `audible`.
 */
export const VolumeSlider: ForwardRefExoticComponent<
  VolumeSliderProps & RefAttributes<HTMLInputElement>
> = forwardRef<HTMLInputElement, VolumeSliderProps>(function VolumeSlider(
  { className, value, onValueChange, onChange, render, ...rest },
  forwarded,
) {
  const ref = useComposedRef(forwarded);
  const labels = useLabels();
  const { volume, setVolume } = useVoice(({ volume, setVolume }) => ({ volume, setVolume }));
  const own = value === undefined ? undefined : value > 0 ? Math.min(value, 1) : 0;
  const shown = own ?? volume;
  useEffect(() => {
    if (own !== undefined) setVolume(own);
  }, [own, setVolume]);
  // How far the stylesheet fills the track.
  const style = { ...rest.style, '--vv-value': shown };
  return renderRoot(
    'input',
    {
      step: 0.05,
      'aria-label': labels.volume,
      ...given(rest),
      ref,
      type: 'range',
      min: 0,
      max: 1,
      className: classNames('vv-volume', className),
      style,
      'data-state': shown > 0 ? 'audible' : 'silent',
      'aria-valuetext': shown.toLocaleString(labels.locale, {
        style: 'percent',
        maximumFractionDigits: 0,
      }),
      value: shown,
      onChange: composeHandlers(onChange, ({ target }) => {
        const next = target.valueAsNumber;
        if (own === undefined) setVolume(next);
        onValueChange?.(next);
      }),
    },
    render,
  );
});
