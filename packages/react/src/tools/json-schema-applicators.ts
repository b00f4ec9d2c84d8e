import { required } from './json-schema-assertions.ts';
import {
  errorUnless,
  forArrays,
  forObjects,
  isObject,
  noErrors,
  toArray,
  toRegExp,
} from './json-schema-check.ts';
import type { Check, Evaluation, Keyword, KeywordContext } from './json-schema-check.ts';

/** The keywords that apply other schemas to a value or its parts. Those that need to know what others have evaluated come last. */
export const applicators: Readonly<Record<string, Keyword>> = {
  $ref: (given, { resolve }) => inPlace(resolve(given)),
  $dynamicRef: (given, { resolve }) => inPlace(resolve(given)),
  $recursiveRef: (given, { resolve }) => inPlace(resolve(given)),
  prefixItems: tuple,
  items: (given, context) =>
    Array.isArray(given)
      ? tuple(given, context)
      : eachItem(context.compile(given), toArray(context.schema['prefixItems'] ?? []).length),
  additionalItems: (given, { schema, compile }) =>
    Array.isArray(schema['items']) ? eachItem(compile(given), schema['items'].length) : undefined,
  contains: (given, { schema, compile }) => {
    const check = compile(given);
    const { minContains: least = 1, maxContains: most = Infinity } = schema;
    return forArrays((value, evaluation) => {
      const found = value.flatMap((item, at) =>
        check(item, inside(evaluation, at)).length === 0 ? at : [],
      );
      for (const at of found) evaluation.evaluated.add(at);
      const holds = found.length >= Number(least) && found.length <= Number(most);
      return errorUnless(holds, evaluation.path, 'has too few or too many of what it must contain');
    });
  },
  properties: (given, context) => {
    const checks = checksByName(given, context, context.compile);
    return forObjects((value, evaluation) =>
      checks.flatMap(([name, check]) =>
        Object.hasOwn(value, name) ? child(value[name], name, check, evaluation) : noErrors,
      ),
    );
  },
  patternProperties: (given, context) => {
    const checks = checksByName(given, context, context.compile).map(
      ([name, check]) =>
        [toRegExp(name) ?? context.invalid('of regular expressions'), check] as const,
    );
    return eachProperty((name, item, evaluation) =>
      checks.flatMap(([pattern, check]) =>
        pattern.test(name) ? child(item, name, check, evaluation) : noErrors,
      ),
    );
  },
  additionalProperties: (given, { schema, compile }) => {
    const { properties: known, patternProperties: patterns } = schema;
    const check = compile(given);
    const expressions = isObject(patterns) ? Object.keys(patterns).map(toRegExp) : [];
    return eachProperty((name, item, evaluation) =>
      (isObject(known) && Object.hasOwn(known, name)) ||
      expressions.some((pattern) => pattern?.test(name))
        ? noErrors
        : child(item, name, check, evaluation),
    );
  },
  propertyNames: (given, { compile }) => {
    const check = compile(given);
    return eachProperty((name, _, evaluation) => check(name, inside(evaluation, name)));
  },
  dependentRequired: (given, context) =>
    dependent(given, context, (wanted) => required(toArray(wanted))),
  dependentSchemas: (given, context) =>
    dependent(given, context, (wanted) => inPlace(context.compile(wanted))),
  dependencies: (given, context) =>
    dependent(given, context, (wanted) =>
      Array.isArray(wanted) || typeof wanted === 'string'
        ? required(toArray(wanted))
        : inPlace(context.compile(wanted)),
    ),
  allOf: (given, context) => {
    const checks = several(given, context).map(inPlace);
    return (value, evaluation) => checks.flatMap((check) => check(value, evaluation));
  },
  anyOf: (given, context) =>
    counted(given, context, (valid) => valid > 0, 'fits none of what it may be'),
  oneOf: (given, context) =>
    counted(given, context, (valid) => valid === 1, 'must fit exactly one of what it may be'),
  not: (given, { compile }) => {
    const check = compile(given);
    return (value, evaluation) =>
      errorUnless(check(value, inside(evaluation)).length > 0, evaluation.path, 'must not be so');
  },
  if: (given, { schema, compile }) => {
    const [is, then, other] = [given, schema['then'] ?? true, schema['else'] ?? true].map(
      (branch) => inPlace(compile(branch)),
    ) as [Check, Check, Check];
    return (value, evaluation) =>
      (is(value, evaluation).length === 0 ? then : other)(value, evaluation);
  },
  unevaluatedItems: (given, { compile }) => {
    const check = compile(given);
    return forArrays((value, evaluation) =>
      value.flatMap((item, at) =>
        evaluation.evaluated.has(at) ? noErrors : child(item, at, check, evaluation),
      ),
    );
  },
  unevaluatedProperties: (given, { compile }) => {
    const check = compile(given);
    return eachProperty((name, item, evaluation) =>
      evaluation.evaluated.has(name) ? noErrors : child(item, name, check, evaluation),
    );
  },
};

/** A check of the same value: what it evaluates counts only if the value is valid. */
function inPlace(check: Check): Check {
  return (value, evaluation) => {
    const own = inside(evaluation);
    const errors = check(value, own);
    if (errors.length === 0) for (const one of own.evaluated) evaluation.evaluated.add(one);
    return errors;
  };
}

/** The evaluation of a part, or of the same value by itself. */
function inside({ path, effort }: Evaluation, part?: string | number): Evaluation {
  const step = typeof part === 'number' ? `[${part}]` : part === undefined ? '' : `.${part}`;
  return { path: path + step, effort, evaluated: new Set() };
}

function child(
  value: unknown,
  key: string | number,
  check: Check,
  evaluation: Evaluation,
): string[] {
  evaluation.evaluated.add(key);
  return check(value, inside(evaluation, key));
}

function eachItem(check: Check, from: number): Check {
  return forArrays((value, evaluation) =>
    value.slice(from).flatMap((item, at) => child(item, from + at, check, evaluation)),
  );
}

function eachProperty(
  check: (name: string, value: unknown, evaluation: Evaluation) => string[],
): Check {
  return forObjects((value, evaluation) =>
    Object.keys(value).flatMap((name) => check(name, value[name], evaluation)),
  );
}

function tuple(given: unknown, context: KeywordContext): Check {
  const checks = several(given, context);
  return forArrays((value, evaluation) =>
    checks.slice(0, value.length).flatMap((check, at) => child(value[at], at, check, evaluation)),
  );
}

function counted(
  given: unknown,
  context: KeywordContext,
  holds: (valid: number) => boolean,
  error: string,
): Check {
  const checks = several(given, context).map(inPlace);
  return (value, evaluation) => {
    // All of them: each that is valid has evaluated something.
    const valid = checks.filter((check) => check(value, evaluation).length === 0);
    return errorUnless(holds(valid.length), evaluation.path, error);
  };
}

function dependent(
  given: unknown,
  context: KeywordContext,
  make: (wanted: unknown) => Check,
): Check {
  const checks = checksByName(given, context, make);
  return forObjects((value, evaluation) =>
    checks.flatMap(([name, check]) =>
      Object.hasOwn(value, name) ? check(value, evaluation) : noErrors,
    ),
  );
}

function checksByName(
  given: unknown,
  { invalid }: KeywordContext,
  make: (part: unknown) => Check,
): (readonly [string, Check])[] {
  const all = isObject(given) ? given : invalid('an object');
  return Object.entries(all).map(([name, part]) => [name, make(part)] as const);
}

function several(given: unknown, { compile, invalid }: KeywordContext): Check[] {
  return (Array.isArray(given) ? given : invalid('a list of schemas')).map(compile);
}
