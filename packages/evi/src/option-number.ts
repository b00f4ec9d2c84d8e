/**
 * A number that an option may be; Infinity is one. NaN is none: every comparison with it would be false, and a limit no
 * limit.
 *
 * @throws TypeError for anything below `least`, and for what is no number
 */
export function optionNumber(name: string, value: number, least: number): number {
  if (typeof value === 'number' && value >= least) return value;
  throw new TypeError(
    `Failed to read the option ${name}: because it is ${String(value)}. It must be a number from ${least} up, or Infinity for no limit.`,
  );
}
