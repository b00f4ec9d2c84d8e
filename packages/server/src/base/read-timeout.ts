import { ServerError } from './server-error.ts';

/** A number of ms that an option may be: above 0, Infinity for no limit. @throws ServerError `invalid-option`, for NaN too. */
export function readTimeout(option: string, ms: number): number {
  if (typeof ms === 'number' && ms > 0) return ms;
  throw ServerError.invalidOption(option, 'it must be a number above 0, or Infinity for no limit');
}
