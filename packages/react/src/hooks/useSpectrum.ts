import { useRef } from 'react';
import type { RefObject } from 'react';
import { useFrames } from './useFrames.ts';
import { useSoundPace } from './useSoundPace.ts';
import { useVoiceBinding } from './useVoiceBinding.ts';

/** Options of {@link useSpectrum}. */
export interface SpectrumOptions {
  /** Whose audio to analyse; `both`: the louder of the two in each band, each read every other time. Default: `user`. */
  readonly participant?: 'user' | 'assistant' | 'both' | undefined;
  /**
   * Called with 24 strengths, 0 to 1, in Bark bands from low to high, and the time in ms: some 30 times a second while the
   * participant speaks, 25 while nobody does, and not at all while there is nothing to hear, as when muted.
   * The array is the same each time. Draw here; don't set state.
   */
  readonly onFrame?: ((bands: Float32Array, now: number) => void) | undefined;
  /** Whether to read at all; false while what is drawn is out of view. Default: true. */
  readonly active?: boolean | undefined;
  /** The window whose animation frames are used. Default: the page's own. */
  readonly window?: Window | null | undefined;
}

/**
 * The spectrum of a participant's audio: 24 Bark bands, 0 to 1, read into a ref some 30 times a second, without re-rendering.
 * All are 0 outside of a call, in a hidden page, and with `prefers-reduced-motion`.
 *
 * @example
 * ```tsx
 * useSpectrum({ participant: 'assistant', onFrame: (bands) => draw(canvas.current, bands) });
 * ```
 * @throws VoiceError `usage` outside a provider
 */
export function useSpectrum({
  participant = 'user',
  onFrame,
  active = true,
  window: place = null,
}: SpectrumOptions = {}): RefObject<Float32Array> {
  const { client } = useVoiceBinding();
  const bands = useRef(new Float32Array(24));
  const spectra = useRef({
    user: new Float32Array(24),
    assistant: new Float32Array(24),
    next: false,
  });
  useFrames(
    (now) => {
      if (participant === 'both') {
        const { user, assistant, next } = spectra.current;
        // A Fourier transform is half of what a drawing takes: the participants take turns.
        client.readSpectrum(next ? 'assistant' : 'user', next ? assistant : user);
        spectra.current.next = !next;
        for (let band = 0; band < 24; band += 1)
          bands.current[band] = Math.max(user[band] ?? 0, assistant[band] ?? 0);
      } else client.readSpectrum(participant, bands.current);
      onFrame?.(bands.current, now);
    },
    useSoundPace(participant, active),
    () => {
      const { user, assistant } = spectra.current;
      for (const array of [bands.current, user, assistant]) array.fill(0);
      onFrame?.(bands.current, performance.now());
    },
    place,
  );
  return bands;
}
