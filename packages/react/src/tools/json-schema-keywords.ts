import type { JsonSchema } from './json-schema.ts';

/** What one look at a value needs and finds. */
export interface Look {
  readonly path: string;
  /** What other keywords of the same object have accounted for: names of properties, places in a list. */
  readonly seen: Set<string | number>;
  readonly effort: { steps: number; depth: number };
}

/** The complaints about a value; none when it fits. */
export type Check = (value: unknown, look: Look) => string[];

/** Where a keyword stands, for what it has to make of what it is given. */
export interface Place {
  readonly schema: JsonSchema;
  readonly part: (schema: unknown) => Check;
  readonly refer: (reference: unknown) => Check;
  /** @throws VoiceError `usage` */
  readonly wrong: (must: string) => never;
}

type Keyword = (given: unknown, place: Place) => Check | undefined;

/** No complaints. */
export const fits: string[] = [];

const numeric =
  (words: string, holds: (value: number, given: number) => boolean): Keyword =>
  (given, { wrong }) => {
    const bound = isNumber(given) ? given : wrong('a number');
    return (value, { path }) =>
      says(!isNumber(value) || holds(value, bound), path, `${words} ${bound}`);
  };

/** Draft 4 has the bound in `minimum`, and `true` or `false` here. */
const exclusive =
  (inclusive: string, words: string, holds: (value: number, given: number) => boolean): Keyword =>
  (given, place) => {
    if (given === false) return undefined;
    return numeric(words, holds)(given === true ? place.schema[inclusive] : given, place);
  };

const sized =
  (
    words: string,
    size: (value: unknown) => number | undefined,
    holds: (size: number, given: number) => boolean,
  ): Keyword =>
  (given, { wrong }) => {
    const bound = isNumber(given) ? given : wrong('a number');
    return (value, { path }) => {
      const measured = size(value);
      return says(measured === undefined || holds(measured, bound), path, `${words} ${bound}`);
    };
  };

const letters = (value: unknown) => (typeof value === 'string' ? [...value].length : undefined);
const items = (value: unknown) => (Array.isArray(value) ? value.length : undefined);
const names = (value: unknown) => (isObject(value) ? Object.keys(value).length : undefined);
const atLeast = (size: number, bound: number) => size >= bound;
const atMost = (size: number, bound: number) => size <= bound;

/** Those that look at what others have seen stand last. What is not here says nothing about which values fit. */
export const keywords: Readonly<Record<string, Keyword>> = {
  $ref: (given, { refer }) => whole(refer(given)),
  $dynamicRef: (given, { refer }) => whole(refer(given)),
  $recursiveRef: (given, { refer }) => whole(refer(given)),
  type: (given, { wrong }) => {
    const types = listed(given).map((type) =>
      typeof type === 'string' && typeNames.has(type)
        ? type
        : wrong(`of ${[...typeNames].join(', ')}`),
    );
    return (value, { path }) => {
      const type = typeOf(value);
      const is = types.includes(type) || (type === 'integer' && types.includes('number'));
      return says(is, path, `must be ${types.join(' or ')}`);
    };
  },
  enum: (given, { wrong }) => {
    const known = new Set((Array.isArray(given) ? given : wrong('a list')).map(canonical));
    return (value, { path }) =>
      says(known.has(canonical(value)), path, `must be one of ${JSON.stringify(given)}`);
  },
  const: (given) => {
    const known = canonical(given);
    return (value, { path }) => says(canonical(value) === known, path, `must be ${known}`);
  },
  minimum: numeric('must be at least', atLeast),
  maximum: numeric('must be at most', atMost),
  exclusiveMinimum: exclusive('minimum', 'must be above', (value, bound) => value > bound),
  exclusiveMaximum: exclusive('maximum', 'must be below', (value, bound) => value < bound),
  multipleOf: (given, place) =>
    given === 0
      ? place.wrong('other than 0')
      : numeric('must be a multiple of', isMultiple)(given, place),
  minLength: sized('must have a length of at least', letters, atLeast),
  maxLength: sized('must have a length of at most', letters, atMost),
  minItems: sized('must have at least this many items:', items, atLeast),
  maxItems: sized('must have at most this many items:', items, atMost),
  minProperties: sized('must have at least this many properties:', names, atLeast),
  maxProperties: sized('must have at most this many properties:', names, atMost),
  pattern: (given, { wrong }) => {
    const pattern = expression(given) ?? wrong('a regular expression');
    return (value, { path }) =>
      says(typeof value !== 'string' || pattern.test(value), path, `must match ${String(given)}`);
  },
  uniqueItems: (given) =>
    given === true
      ? (value, { path }) =>
          says(
            !Array.isArray(value) || new Set(value.map(canonical)).size === value.length,
            path,
            'must have no item twice',
          )
      : undefined,
  // Draft 3 has a boolean here.
  required: (given, { wrong }) => {
    if (typeof given === 'boolean') return undefined;
    return demands(Array.isArray(given) ? given.map(String) : wrong('a list of names'));
  },
  prefixItems: (given, { part, wrong }) => tuple(given, part, wrong),
  items: (given, { schema, part, wrong }) => {
    if (Array.isArray(given)) return tuple(given, part, wrong);
    return eachItem(part(given), items(schema['prefixItems']) ?? 0);
  },
  additionalItems: (given, { schema, part }) =>
    Array.isArray(schema['items']) ? eachItem(part(given), schema['items'].length) : undefined,
  contains: (given, { schema, part }) => {
    const check = part(given);
    const { minContains: least = 1, maxContains: most = Infinity } = schema;
    return (value, look) => {
      if (!Array.isArray(value)) return fits;
      const found = value.flatMap((item, at) =>
        check(item, inner(look, `${look.path}[${at}]`)).length === 0 ? at : [],
      );
      for (const at of found) look.seen.add(at);
      const holds = found.length >= Number(least) && found.length <= Number(most);
      return says(holds, look.path, 'has too few or too many of what it must contain');
    };
  },
  properties: (given, { part, wrong }) => {
    const checks = parts(given, part, wrong);
    return (value, look) =>
      isObject(value)
        ? checks.flatMap(([name, check]) =>
            Object.hasOwn(value, name) ? property(value, name, check, look) : fits,
          )
        : fits;
  },
  patternProperties: (given, { part, wrong }) => {
    const checks = parts(given, part, wrong).map(
      ([name, check]) => [expression(name) ?? wrong('of regular expressions'), check] as const,
    );
    return (value, look) =>
      isObject(value)
        ? Object.keys(value).flatMap((name) =>
            checks.flatMap(([pattern, check]) =>
              pattern.test(name) ? property(value, name, check, look) : fits,
            ),
          )
        : fits;
  },
  additionalProperties: (given, { schema, part }) => {
    const { properties: known, patternProperties: patterns } = schema;
    const check = part(given);
    const expressions = isObject(patterns) ? Object.keys(patterns).map(expression) : [];
    return (value, look) =>
      isObject(value)
        ? Object.keys(value).flatMap((name) =>
            (isObject(known) && Object.hasOwn(known, name)) ||
            expressions.some((pattern) => pattern?.test(name))
              ? fits
              : property(value, name, check, look),
          )
        : fits;
  },
  propertyNames: (given, { part }) => {
    const check = part(given);
    return (value, look) =>
      isObject(value)
        ? Object.keys(value).flatMap((name) => check(name, inner(look, `${look.path}.${name}`)))
        : fits;
  },
  dependentRequired: (given, { wrong }) =>
    dependent(given, wrong, (wanted) => demands(listed(wanted).map(String))),
  dependentSchemas: (given, { part, wrong }) =>
    dependent(given, wrong, (wanted) => whole(part(wanted))),
  dependencies: (given, { part, wrong }) =>
    dependent(given, wrong, (wanted) =>
      Array.isArray(wanted) || typeof wanted === 'string'
        ? demands(listed(wanted).map(String))
        : whole(part(wanted)),
    ),
  allOf: (given, place) => {
    const checks = several(given, place).map(whole);
    return (value, look) => checks.flatMap((check) => check(value, look));
  },
  anyOf: (given, place) => {
    const checks = several(given, place).map(whole);
    return (value, look) => {
      // All of them: each that fits has seen something.
      const fitting = checks.filter((check) => check(value, look).length === 0);
      return says(fitting.length > 0, look.path, 'fits none of what it may be');
    };
  },
  oneOf: (given, place) => {
    const checks = several(given, place).map(whole);
    return (value, look) => {
      const fitting = checks.filter((check) => check(value, look).length === 0);
      return says(fitting.length === 1, look.path, 'must fit exactly one of what it may be');
    };
  },
  not: (given, { part }) => {
    const check = part(given);
    return (value, look) =>
      says(check(value, inner(look, look.path)).length > 0, look.path, 'must not be so');
  },
  if: (given, { schema, part }) => {
    const [is, then, other] = [given, schema['then'] ?? true, schema['else'] ?? true].map(
      (branch) => whole(part(branch)),
    ) as [Check, Check, Check];
    return (value, look) => (is(value, look).length === 0 ? then : other)(value, look);
  },
  unevaluatedItems: (given, { part }) => {
    const check = part(given);
    return (value, look) =>
      Array.isArray(value)
        ? value.flatMap((item, at) => (look.seen.has(at) ? fits : element(item, at, check, look)))
        : fits;
  },
  unevaluatedProperties: (given, { part }) => {
    const check = part(given);
    return (value, look) =>
      isObject(value)
        ? Object.keys(value).flatMap((name) =>
            look.seen.has(name) ? fits : property(value, name, check, look),
          )
        : fits;
  },
};

/** A check whose sights count only if the value fits. */
function whole(check: Check): Check {
  return (value, look) => {
    const own = inner(look, look.path);
    const wrong = check(value, own);
    if (wrong.length === 0) for (const one of own.seen) look.seen.add(one);
    return wrong;
  };
}

function inner({ effort }: Look, path: string): Look {
  return { path, effort, seen: new Set() };
}

function property(value: JsonSchema, name: string, check: Check, look: Look): string[] {
  look.seen.add(name);
  return check(value[name], inner(look, `${look.path}.${name}`));
}

function element(item: unknown, at: number, check: Check, look: Look): string[] {
  look.seen.add(at);
  return check(item, inner(look, `${look.path}[${at}]`));
}

function eachItem(check: Check, from: number): Check {
  return (value, look) =>
    Array.isArray(value)
      ? value.slice(from).flatMap((item, at) => element(item, from + at, check, look))
      : fits;
}

function tuple(given: unknown, part: Place['part'], wrong: Place['wrong']): Check {
  const checks = (Array.isArray(given) ? given : wrong('a list of schemas')).map(part);
  return (value, look) =>
    Array.isArray(value)
      ? checks.flatMap((check, at) =>
          at < value.length ? element(value[at], at, check, look) : fits,
        )
      : fits;
}

function demands(required: readonly string[]): Check {
  return (value, { path }) =>
    isObject(value)
      ? required.flatMap((name) =>
          says(Object.hasOwn(value, name), `${path}.${name}`, 'is missing'),
        )
      : fits;
}

function dependent(given: unknown, wrong: Place['wrong'], make: (wanted: unknown) => Check): Check {
  const checks = parts(given, make, wrong);
  return (value, look) =>
    isObject(value)
      ? checks.flatMap(([name, check]) => (Object.hasOwn(value, name) ? check(value, look) : fits))
      : fits;
}

function parts(
  given: unknown,
  make: (part: unknown) => Check,
  wrong: Place['wrong'],
): (readonly [string, Check])[] {
  const all = isObject(given) ? given : wrong('an object');
  return Object.entries(all).map(([name, inside]) => [name, make(inside)] as const);
}

function several(given: unknown, { part, wrong }: Place): Check[] {
  return (Array.isArray(given) ? given : wrong('a list of schemas')).map(part);
}

export function says(holds: boolean, path: string, complaint: string): string[] {
  return holds ? fits : [`${path} ${complaint}`];
}

/** As the `u` flag has it, else without: `\-` and `[\w-.]` are syntax there alone. */
function expression(pattern: unknown): RegExp | undefined {
  if (typeof pattern !== 'string') return undefined;
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // Tried again, or said by who asked.
    }
  }
  return undefined;
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

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeOf(value) === 'object';
}

const typeNames = new Set(['null', 'boolean', 'object', 'array', 'number', 'integer', 'string']);

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
