import { useRef } from 'react';
import type { RefObject } from 'react';
import { useInCall } from './useInCall.ts';
import { useFrames } from './useFrames.ts';
import { useVoiceBinding } from './useVoiceBinding.ts';

/** Whose sound, and who is told of it. */
export interface SpectrumOptions {
  /** `both`: whichever side is the louder, band by band; each is read in every other frame. Default: `user`. */
  readonly participant?: 'user' | 'assistant' | 'both' | undefined;
  /**
   * Called in each animation frame with 24 strengths, 0 to 1, in Bark bands from low to high, and the frame's time in ms.
   * The array is the same each time. Draw here; don't set state.
   */
  readonly onFrame?: ((bands: Float32Array, now: number) => void) | undefined;
  /** Whether to read at all, such as while what is drawn is in view. Default: true. */
  readonly active?: boolean | undefined;
  /** The window it is shown in, where that is not the page's own. In a hidden one there are no frames. */
  readonly window?: Window | null | undefined;
}

/**
 * What one side sounds like: 24 Bark bands, 0 to 1, read in animation frames into a ref. It never renders anything again,
 * and reads nothing without a conversation, in a hidden page, or when the reader asked for less motion: then all are 0.
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
  const sides = useRef({
    user: new Float32Array(24),
    assistant: new Float32Array(24),
    next: false,
  });
  const inCall = useInCall();
  useFrames(
    (now) => {
      if (participant === 'both') {
        const { user, assistant, next } = sides.current;
        // A Fourier transform is half of what a drawn frame takes: the sides take turns with theirs.
        client.readSpectrum(next ? 'assistant' : 'user', next ? assistant : user);
        sides.current.next = !next;
        for (let band = 0; band < 24; band += 1)
          bands.current[band] = Math.max(user[band] ?? 0, assistant[band] ?? 0);
      } else client.readSpectrum(participant, bands.current);
      onFrame?.(bands.current, now);
    },
    active && inCall,
    () => {
      const { user, assistant } = sides.current;
      for (const side of [bands.current, user, assistant]) side.fill(0);
      onFrame?.(bands.current, performance.now());
    },
    place,
  );
  return bands;
}
