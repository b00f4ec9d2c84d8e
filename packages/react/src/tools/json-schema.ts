import { VoiceError } from '@vivavoce/core';

/** A JSON Schema, or one of its parts. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Keywords that say nothing about which values fit. */
const annotations = new Set(
  'title description default examples format deprecated readOnly writeOnly $schema $id $comment'.split(
    ' ',
  ),
);

/** What a keyword demands of a value. It gives the complaints, none when the value fits. */
type Check = (value: unknown, wanted: unknown, path: string, schema: JsonSchema) => string[];

const says = (fits: boolean, path: string, complaint: string): string[] =>
  fits ? [] : [`${path} ${complaint}`];

const numeric =
  (fits: (value: number, wanted: number) => boolean, words: string): Check =>
  (value, wanted, path) =>
    says(
      typeof value !== 'number' || fits(value, Number(wanted)),
      path,
      `${words} ${String(wanted)}`,
    );

const sized =
  (fits: (size: number, wanted: number) => boolean, of: 'text' | 'list', words: string): Check =>
  (value, wanted, path) => {
    const measured = of === 'text' ? typeof value === 'string' : Array.isArray(value);
    const size = measured ? [...(value as Iterable<unknown>)].length : 0;
    return says(!measured || fits(size, Number(wanted)), path, `${words} ${String(wanted)}`);
  };

const checks: Readonly<Record<string, Check>> = {
  type: (value, wanted, path) => {
    const types = asList(wanted);
    const fits = types.includes(typeOf(value)) || (types.includes('number') && isNumber(value));
    return says(fits, path, `must be ${types.join(' or ')}`);
  },
  enum: (value, wanted, path) =>
    says(
      asList(wanted).some((one) => same(one, value)),
      path,
      `must be one of ${JSON.stringify(wanted)}`,
    ),
  const: (value, wanted, path) =>
    says(same(value, wanted), path, `must be ${JSON.stringify(wanted)}`),
  minimum: numeric((value, wanted) => value >= wanted, 'must be at least'),
  maximum: numeric((value, wanted) => value <= wanted, 'must be at most'),
  exclusiveMinimum: numeric((value, wanted) => value > wanted, 'must be above'),
  exclusiveMaximum: numeric((value, wanted) => value < wanted, 'must be below'),
  multipleOf: numeric((value, wanted) => Number.isInteger(value / wanted), 'must be a multiple of'),
  minLength: sized((size, wanted) => size >= wanted, 'text', 'must have a length of at least'),
  maxLength: sized((size, wanted) => size <= wanted, 'text', 'must have a length of at most'),
  minItems: sized((size, wanted) => size >= wanted, 'list', 'must have at least this many items:'),
  maxItems: sized((size, wanted) => size <= wanted, 'list', 'must have at most this many items:'),
  pattern: (value, wanted, path) =>
    says(
      typeof value !== 'string' || new RegExp(String(wanted), 'u').test(value),
      path,
      `must match ${String(wanted)}`,
    ),
  items: (value, wanted, path) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => complaints(wanted, item, `${path}[${index}]`))
      : [],
  required: (value, wanted, path) =>
    isObject(value)
      ? asList(wanted).flatMap((name) =>
          says(Object.hasOwn(value, String(name)), `${path}.${String(name)}`, 'is missing'),
        )
      : [],
  properties: (value, wanted, path) =>
    isObject(value) && isObject(wanted)
      ? Object.entries(wanted).flatMap(([name, part]) =>
          Object.hasOwn(value, name) ? complaints(part, value[name], `${path}.${name}`) : [],
        )
      : [],
  additionalProperties: (value, wanted, path, { properties }) =>
    isObject(value)
      ? Object.keys(value)
          .filter((name) => !(isObject(properties) && Object.hasOwn(properties, name)))
          .flatMap((name) => complaints(wanted, value[name], `${path}.${name}`))
      : [],
  allOf: (value, wanted, path) => asList(wanted).flatMap((part) => complaints(part, value, path)),
  anyOf: (value, wanted, path) =>
    says(fitting(wanted, value) > 0, path, 'fits none of what it may be'),
  oneOf: (value, wanted, path) =>
    says(fitting(wanted, value) === 1, path, 'must fit exactly one of what it may be'),
  not: (value, wanted, path) =>
    says(complaints(wanted, value, path).length > 0, path, 'must not be so'),
};

/** What is wrong with a value by a JSON Schema that was found {@link assertCheckable}. */
export function complaints(schema: unknown, value: unknown, path = '$'): string[] {
  if (!isObject(schema)) return says(schema !== false, path, 'must not be there');
  return Object.entries(schema).flatMap(
    ([keyword, wanted]) => checks[keyword]?.(value, wanted, path, schema) ?? [],
  );
}

/** @throws VoiceError `usage` for a keyword that would go unchecked, or a pattern that is none */
export function assertCheckable(schema: unknown): void {
  if (!isObject(schema)) return;
  for (const [keyword, wanted] of Object.entries(schema)) {
    if (annotations.has(keyword)) continue;
    if (!Object.hasOwn(checks, keyword)) {
      throw VoiceError.usage(
        `Failed to use the tool: its JSON Schema has "${keyword}", which is not checked here. Did you try a Standard Schema (zod, valibot, arktype)?`,
      );
    }
    if (keyword === 'pattern') new RegExp(String(wanted), 'u');
    const parts =
      keyword === 'properties' && isObject(wanted) ? Object.values(wanted) : asList(wanted);
    if (!['enum', 'const', 'required', 'type'].includes(keyword)) parts.forEach(assertCheckable);
  }
}

function fitting(wanted: unknown, value: unknown): number {
  return asList(wanted).filter((part) => complaints(part, value).length === 0).length;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeOf(value) === 'object';
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
