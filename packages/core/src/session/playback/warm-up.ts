import { warmUpResampler } from '../../audio/resampler.ts';
import type { Clock } from '../../base/clock.ts';
import type { Undo } from '../../base/emitter.ts';

/** Hz of the sound that servers send. */
const usualRates = [16_000, 24_000, 48_000] as const;

/**
 * Makes what the first sound goes through quick: in steps of a millisecond or two, since cold code is slow, and each behind what has
 * come meanwhile, such as a greeting.
 *
 * @param to the speaker's rate in Hz
 * @returns ends it
 */
export function warmUp(clock: Clock, to: number, left = 15): Undo {
  let cancel = clock.after(0, () => {
    warmUpResampler(usualRates[(left % 3) as 0 | 1 | 2], to);
    if (left > 1) cancel = warmUp(clock, to, left - 1);
  });
  return () => cancel();
}
