import { forwardRef, useEffect } from 'react';
import { useLabels } from '../hooks/useLabels.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { useVoiceBinding } from '../hooks/useVoiceBinding.ts';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';

/** All of an `<input>`'s own props, and the volume. */
export interface VolumeSliderProps extends ElementProps<
  'input',
  'type' | 'min' | 'max' | 'value' | 'defaultValue'
> {
  /** The volume, 0 to 1, for an app that holds it itself. A number outside is brought inside. */
  readonly value?: number | undefined;
  /** Told of each change. */
  readonly onValueChange?: ((volume: number) => void) | undefined;
}

/**
 * How loud the assistant is, before a call and in one. `data-state` is `silent` or `audible`.
 */
export const VolumeSlider: RootComponent<'input', VolumeSliderProps> = forwardRef(
  function VolumeSlider({ value, onValueChange, ...rest }, forwarded) {
    const labels = useLabels();
    const { setVolume } = useVoiceBinding().commands;
    const volume = useVoice((voice) => voice.volume);
    const own = value === undefined ? undefined : value > 0 ? Math.min(value, 1) : 0;
    const shown = own ?? volume;
    useEffect(() => {
      if (own !== undefined) setVolume(own);
    }, [own, setVolume]);
    // How far the stylesheet fills the track.
    const style = { ...rest.style, '--vv-value': shown };
    return useRoot('input', forwarded, rest, {
      className: 'vv-volume',
      defaults: {
        step: 0.05,
        'aria-label': labels.volume,
      },
      type: 'range',
      min: 0,
      max: 1,
      style,
      'data-state': shown > 0 ? 'audible' : 'silent',
      'aria-valuetext': shown.toLocaleString(labels.locale, {
        style: 'percent',
        maximumFractionDigits: 0,
      }),
      value: shown,
      onChange: ({ target }) => {
        const next = target.valueAsNumber;
        if (own === undefined) setVolume(next);
        onValueChange?.(next);
      },
    });
  },
);
