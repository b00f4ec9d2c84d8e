import { VoiceError } from './voice-error.ts';

/**
 * A number that is in its bounds, ends included.
 *
 * @param unit what stands behind the bounds in the message
 * @throws VoiceError `usage`, with the bounds in the message; NaN is outside of all
 */
export function checkRange(
  name: string,
  value: number,
  least: number,
  most: number,
  unit = '',
): number {
  if (value >= least && value <= most) return value;
  throw VoiceError.usage(`${name} is ${value}. Did you mean ${least} to ${most}${unit}?`);
}
