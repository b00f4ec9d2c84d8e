import type { FieldError } from './field-error.ts';
import { kindOf } from './field-error.ts';

/** Looks at the value that stands at a path, and finds what is wrong with it or with the first field at fault in it. */
export type Check = (value: unknown, path: string) => FieldError | undefined;

/**
 * A value for which something holds.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function that(expected: string, holds: (value: unknown) => boolean): Check {
  return (value, path) =>
    holds(value)
      ? undefined
      : { path, detail: `${path} is ${kindOf(value)}, expected ${expected}` };
}

/**
 * A value that may be absent or null.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function optional(check: Check): Check {
  return (value, path) => (value == null ? undefined : check(value, path));
}

/** An object: a check for each field it must have. It may have more. */
export type Fields<Value> = { readonly [Name in keyof Value]-?: Check };

const object = that('Object', (value) => kindOf(value) === 'object');

/**
 * An object with these fields and any others.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function shape<Value>(fields: Fields<Value>): Check {
  const checks = Object.entries<Check>(fields);
  return (value, path) => {
    let fault = object(value, path);
    for (const [name, check] of checks) {
      fault ??= check((value as Record<string, unknown>)[name], path ? `${path}.${name}` : name);
    }
    return fault;
  };
}
