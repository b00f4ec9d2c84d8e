import { errorUnless, forObjects, isObject, toArray, toRegExp } from './json-schema-check.ts';
import type { Check, Keyword } from './json-schema-check.ts';

type Comparison = (value: number, bound: number) => boolean;

const atLeast: Comparison = (value, bound) => value >= bound;
const atMost: Comparison = (value, bound) => value <= bound;

/** @param measure what is compared; undefined for values that the keyword doesn't apply to */
const bounded =
  (words: string, measure: (value: unknown) => number | undefined, holds: Comparison): Keyword =>
  (given, { invalid }) => {
    const bound = toNumber(given) ?? invalid('a number');
    return (value, { path }) => {
      const measured = measure(value);
      return errorUnless(
        measured === undefined || holds(measured, bound),
        path,
        `${words} ${bound}`,
      );
    };
  };

/** Draft 4 has the bound in `minimum`, and `true` or `false` here. */
const exclusive =
  (inclusive: string, words: string, holds: Comparison): Keyword =>
  (given, context) => {
    if (given === false) return undefined;
    const bound = given === true ? context.schema[inclusive] : given;
    return bounded(words, toNumber, holds)(bound, context);
  };

const toNumber = (value: unknown) => (typeof value === 'number' ? value : undefined);
const length = (value: unknown) => (typeof value === 'string' ? [...value].length : undefined);
const items = (value: unknown) => (Array.isArray(value) ? value.length : undefined);
const properties = (value: unknown) => (isObject(value) ? Object.keys(value).length : undefined);

/** The keywords that judge a value by itself. */
export const assertions: Readonly<Record<string, Keyword>> = {
  type: (given, { invalid }) => {
    const types = toArray(given).map((type) =>
      typeof type === 'string' && typeNames.has(type)
        ? type
        : invalid(`of ${[...typeNames].join(', ')}`),
    );
    return (value, { path }) => {
      const type = typeOf(value);
      const is = types.includes(type) || (type === 'integer' && types.includes('number'));
      return errorUnless(is, path, `must be ${types.join(' or ')}`);
    };
  },
  enum: (given, { invalid }) => {
    const known = new Set((Array.isArray(given) ? given : invalid('a list')).map(canonical));
    return (value, { path }) =>
      errorUnless(known.has(canonical(value)), path, `must be one of ${JSON.stringify(given)}`);
  },
  const: (given) => {
    const known = canonical(given);
    return (value, { path }) => errorUnless(canonical(value) === known, path, `must be ${known}`);
  },
  minimum: bounded('must be at least', toNumber, atLeast),
  maximum: bounded('must be at most', toNumber, atMost),
  exclusiveMinimum: exclusive('minimum', 'must be above', (value, bound) => value > bound),
  exclusiveMaximum: exclusive('maximum', 'must be below', (value, bound) => value < bound),
  multipleOf: (given, context) =>
    given === 0
      ? context.invalid('other than 0')
      : bounded('must be a multiple of', toNumber, isMultiple)(given, context),
  minLength: bounded('must have a length of at least', length, atLeast),
  maxLength: bounded('must have a length of at most', length, atMost),
  minItems: bounded('must have at least this many items:', items, atLeast),
  maxItems: bounded('must have at most this many items:', items, atMost),
  minProperties: bounded('must have at least this many properties:', properties, atLeast),
  maxProperties: bounded('must have at most this many properties:', properties, atMost),
  pattern: (given, { invalid }) => {
    const pattern = toRegExp(given) ?? invalid('a regular expression');
    return (value, { path }) =>
      errorUnless(
        typeof value !== 'string' || pattern.test(value),
        path,
        `must match ${String(given)}`,
      );
  },
  uniqueItems: (given) =>
    given === true
      ? (value, { path }) =>
          errorUnless(
            !Array.isArray(value) || new Set(value.map(canonical)).size === value.length,
            path,
            'must have no item twice',
          )
      : undefined,
  // Draft 3 has a boolean here.
  required: (given, { invalid }) => {
    if (typeof given === 'boolean') return undefined;
    return required(Array.isArray(given) ? given : invalid('a list of names'));
  },
};

export function required(names: readonly unknown[]): Check {
  return forObjects((value, { path }) =>
    names
      .map(String)
      .flatMap((name) => errorUnless(Object.hasOwn(value, name), `${path}.${name}`, 'is missing')),
  );
}

/** Within four units in the last place of the quotient: 19.99 is a multiple of 0.01. */
function isMultiple(value: number, of: number): boolean {
  if (Number.isInteger(value) && Number.isInteger(of)) return value % of === 0;
  const count = Math.abs(value / of);
  // Where a unit in the last place is larger than 1, there is no telling.
  if (count === Infinity) return true;
  return Math.abs(count - Math.round(count)) <= Math.min(4 * Number.EPSILON * count, 0.01);
}

/** Equal values have equal text, whatever the order of their properties. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inside: unknown) =>
    isObject(inside)
      ? Object.fromEntries(Object.entries(inside).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inside,
  );
}

const typeNames = new Set(['null', 'boolean', 'object', 'array', 'number', 'integer', 'string']);

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
