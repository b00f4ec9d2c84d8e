import { useRef } from 'react';
import type { RefObject } from 'react';
import { useInCall } from './useInCall.ts';
import { useFrames } from './useFrames.ts';
import { useVoiceBinding } from './useVoiceBinding.ts';

/** Whose sound, and who is told of it. */
export interface AudioLevelOptions {
  /** Default: `user`. */
  readonly participant?: 'user' | 'assistant' | undefined;
  /** Called in each animation frame with the level, 0 to 1, and the frame's time in ms. Write to the DOM here, not to state. */
  readonly onFrame?: ((level: number, now: number) => void) | undefined;
  /** The window it is shown in, where that is not the page's own. In a hidden one there are no frames. */
  readonly window?: Window | null | undefined;
}

/**
 * How loud one side is: root mean square, 0 to 1, read in animation frames into a ref. It never renders anything again,
 * and reads nothing without a conversation, in a hidden page, or when the reader asked for less motion: then it is 0.
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
    useInCall(),
    () => {
      level.current = 0;
      onFrame?.(0, performance.now());
    },
    place,
  );
  return level;
}
