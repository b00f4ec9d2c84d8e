import { useRef } from 'react';
import type { RefObject } from 'react';
import { useFrames } from './useFrames.ts';
import { useSoundPace } from './useSoundPace.ts';
import { useVoiceBinding } from './useVoiceBinding.ts';

/** Options of {@link useAudioLevel}. */
export interface AudioLevelOptions {
  /** Whose audio to measure. Default: `user`. */
  readonly participant?: 'user' | 'assistant' | undefined;
  /**
   * Called with the level, 0 to 1, and the time in ms: some 30 times a second while the participant speaks, 25 while
   * nobody does, and not at all while there is nothing to hear, as when muted. Write to the DOM here, not to
   * state.
   */
  readonly onFrame?: ((level: number, now: number) => void) | undefined;
  /** The window whose animation frames are used. Default: the page's own. */
  readonly window?: Window | null | undefined;
}

/**
 * The audio level of a participant: root mean square, 0 to 1, read into a ref some 30 times a second, without re-rendering.
 * It is 0 outside of a call, in a hidden page, and with `prefers-reduced-motion`.
 *
 * @example
 * ```tsx
 * const meter = useRef<HTMLMeterElement>(null);
 * useAudioLevel({ onFrame: (level) => { if (meter.current) meter.current.value = level; } });
 * return <meter ref={meter} />;
 * ```
 * @throws VoiceError `usage` outside a provider
 */
export function useAudioLevel({
  participant = 'user',
  onFrame,
  window: place = null,
}: AudioLevelOptions = {}): RefObject<number> {
  const { client } = useVoiceBinding();
  const level = useRef(0);
  useFrames(
    (now) => {
      level.current = client.readLevel(participant);
      onFrame?.(level.current, now);
    },
    useSoundPace(participant),
    () => {
      level.current = 0;
      onFrame?.(0, performance.now());
    },
    place,
  );
  return level;
}
