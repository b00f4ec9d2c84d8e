import { forwardRef, useEffect } from 'react';
import { useInitial } from '../hooks/useInitial.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { useVoiceBinding } from '../hooks/useVoiceBinding.ts';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';

/** All props of an `<input>`, and the volume. */
export interface VolumeSliderProps extends ElementProps<
  'input',
  'type' | 'min' | 'max' | 'value' | 'defaultValue'
> {
  /** The volume, 0 to 1, where the app controls it; clamped to that range. Default: uncontrolled. */
  readonly value?: number | undefined;
  /** The volume to begin with, 0 to 1, when uncontrolled: set once for each client, so that a choice of the user's stays. Default: the provider's. */
  readonly defaultValue?: number | undefined;
  /** Called when the user changes the volume. */
  readonly onValueChange?: ((volume: number) => void) | undefined;
}

/** The volume of the assistant, before and during a call. `data-state` is `silent` or `audible`. */
export const VolumeSlider: RootComponent<'input', VolumeSliderProps> = forwardRef(
  function VolumeSlider({ value, defaultValue, onValueChange, ...rest }, forwarded) {
    const labels = useLabels();
    const { setVolume } = useVoiceBinding().commands;
    const volume = useVoice((voice) => voice.volume);
    const own = bounded(value);
    const initial = useInitial(
      'volume',
      own === undefined ? bounded(defaultValue) : undefined,
      setVolume,
    );
    const shown = own ?? initial ?? volume;
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

function bounded(volume: number | undefined): number | undefined {
  return volume === undefined ? undefined : volume > 0 ? Math.min(volume, 1) : 0;
}
