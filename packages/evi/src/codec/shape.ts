import type { FieldError } from './field-error.ts';
import { kindOf } from './field-error.ts';

/** What a value is not, the value itself, and the names on the way to it. */
interface Fault {
  readonly expected: string;
  readonly value: unknown;
  readonly path: string[];
}

/** Looks at a value and finds the first fault in it, or none. */
export type Check = (value: unknown) => Fault | undefined;

/**
 * A value for which something holds.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function that(expected: string, holds: (value: unknown) => boolean): Check {
  return (value) => (holds(value) ? undefined : { expected, value, path: [] });
}

/**
 * A value that may be absent or null.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function optional(check: Check): Check {
  return (value) => (value == null ? undefined : check(value));
}

/** An object: a check for each field it must have. It may have more. */
export type Fields<Value> = { readonly [Name in keyof Value]-?: Check };

/**
 * An object with these fields and any others.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function shape<Value>(fields: Fields<Value>): Check {
  const checks = Object.entries<Check>(fields);
  return (value) => {
    if (typeof value !== 'object' || value === null) return { expected: 'Object', value, path: [] };
    for (const [name, check] of checks) {
      const fault = check((value as Record<string, unknown>)[name]);
      if (fault) {
        fault.path.unshift(name);
        return fault;
      }
    }
    return undefined;
  };
}

/** What is wrong with the first field at fault, or nothing. */
export function faultIn(check: Check, value: unknown): FieldError | undefined {
  const fault = check(value);
  if (!fault) return undefined;
  const path = fault.path.join('.');
  return { path, detail: `${path} is ${kindOf(fault.value)}, expected ${fault.expected}` };
}
