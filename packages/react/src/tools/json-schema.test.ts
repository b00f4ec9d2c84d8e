import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { compileSchema } from './json-schema.ts';
import type { JsonSchema } from './json-schema-check.ts';

const city: JsonSchema = {
  type: 'object',
  properties: {
    city: { type: 'string', minLength: 1 },
    days: { type: 'integer', minimum: 1, maximum: 7 },
    units: { enum: ['c', 'f'] },
  },
  required: ['city'],
  additionalProperties: false,
};

test.each<[string, JsonSchema, unknown, string[]]>([
  ['what fits', city, { city: 'Rome', days: 3, units: 'c' }, []],
  ['a property that is missing', city, {}, ['$.city is missing']],
  ['a property too many', city, { city: 'Rome', x: 1 }, ['$.x must not be there']],
  ['another type', city, { city: 4 }, ['$.city must be string']],
  ['a fraction', city, { city: 'Rome', days: 1.5 }, ['$.days must be integer']],
  ['too much', city, { city: 'Rome', days: 9 }, ['$.days must be at most 7']],
  ['none of a list', city, { city: 'Rome', units: 'k' }, ['$.units must be one of ["c","f"]']],
  ['a list', city, [], ['$ must be object']],
  ['nothing', city, null, ['$ must be object']],
  ['a name every object has', { required: ['toString'] }, {}, ['$.toString is missing']],
  ['an integer for a number', { type: 'number' }, 3, []],
  ['one of two types', { type: ['string', 'null'] }, null, []],
  ['neither of two types', { type: ['string', 'null'] }, 1, ['$ must be string or null']],
  ['a list with a wrong item', { items: { type: 'string' } }, ['a', 2], ['$[1] must be string']],
  ['an empty list', { minItems: 1 }, [], ['$ must have at least this many items: 1']],
  ['a long list', { maxItems: 1 }, [1, 2], ['$ must have at most this many items: 1']],
  ['one emoji', { maxLength: 1 }, '🙂', []],
  ['a pattern that fits', { pattern: '^a' }, 'ab', []],
  ['a pattern that does not', { pattern: '^a' }, 'ba', ['$ must match ^a']],
  ['a bound that is not of it', { exclusiveMinimum: 0 }, 0, ['$ must be above 0']],
  ['a bound above', { exclusiveMaximum: 1 }, 1, ['$ must be below 1']],
  ['an odd number', { multipleOf: 2 }, 3, ['$ must be a multiple of 2']],
  ['a constant', { const: { a: 1 } }, { a: 1 }, []],
  ['another constant', { const: 1 }, 2, ['$ must be 1']],
  ['any of two', { anyOf: [{ type: 'string' }, { minimum: 2 }] }, 3, []],
  [
    'none of two',
    { anyOf: [{ type: 'string' }, { minimum: 2 }] },
    1,
    ['$ fits none of what it may be'],
  ],
  ['one of two', { oneOf: [{ minimum: 1 }, { minimum: 2 }] }, 1, []],
  [
    'both of two',
    { oneOf: [{ minimum: 1 }, { minimum: 2 }] },
    3,
    ['$ must fit exactly one of what it may be'],
  ],
  ['all of two', { allOf: [{ minimum: 1 }, { maximum: 2 }] }, 3, ['$ must be at most 2']],
  ['what must not be', { not: { type: 'string' } }, 'a', ['$ must not be so']],
  [
    'typed further properties',
    { additionalProperties: { type: 'string' } },
    { a: 1 },
    ['$.a must be string'],
  ],
  ['nothing but words about it', { title: 'T', description: 'D', format: 'email' }, 5, []],
])('of %s it says so', (_, schema, value, expected) => {
  expect(compileSchema(schema)(value)).toEqual(expected);
});

test.each<[number, number, boolean]>([
  [19.99, 0.01, true],
  [19.995, 0.01, false],
  [0.1 + 0.2, 0.1, true],
  [4.35 * 100, 0.01, true],
  [-19.99, 0.01, true],
  [3e-7, 1e-7, true],
  [3.5e-7, 1e-7, false],
  [1e-20, 1, false],
  [1e21, 0.01, true],
  [1e308, 1e-300, true],
  [2 ** 53, 3, false],
  [0, 0.3, true],
  [9, -3, true],
  [10000000000000.01, 0.01, true],
  [1e15, 1.5, false],
])('%d is a multiple of %d: %s', (value, multipleOf, is) => {
  expect(compileSchema({ multipleOf })(value)).toHaveLength(is ? 0 : 1);
});

test.each<[string, string, boolean]>([
  ['^\\-[\\w-.]+$', '-a.b', true],
  ['^\\-[\\w-.]+$', 'a', false],
  ['^\\a{,2}$', 'a{,2}', true],
  ['^[\\p{L}]+$', 'é', true],
  ['^.$', '🙂', true],
])('the pattern %s is matched by %s: %s', (pattern, text, is) => {
  const properties = { ok: { pattern } };
  expect(compileSchema({ properties })({ ok: text })).toHaveLength(is ? 0 : 1);
  const named = { patternProperties: { [pattern]: false } };
  expect(compileSchema(named)({ [text]: 1 })).toHaveLength(is ? 1 : 0);
});

const tree: JsonSchema = {
  $defs: { node: { type: 'object', properties: { left: { $ref: '#/$defs/node' } } } },
  $ref: '#/$defs/node',
};

test.each<[string, JsonSchema, unknown, string[]]>([
  ['a bound of draft 4', { minimum: 0, exclusiveMinimum: true }, 0, ['$ must be above 0']],
  ['a bound of draft 4, switched off', { maximum: 0, exclusiveMaximum: false }, 0, []],
  ['required of draft 3', { properties: { a: { required: true } } }, {}, []],
  ['null, where it is allowed', { type: 'string', enum: ['a'], nullable: true }, null, []],
  ['itself', tree, { left: { left: 4 } }, ['$.left.left must be object']],
  ['nothing but formats and notes', { format: 'uri', 'x-order': 1, discriminator: {} }, 'a', []],
  [
    'a part with an address of its own',
    {
      $id: 'https://a.example/s',
      items: { $ref: 'part' },
      $defs: { p: { $id: 'part', type: 'null' } },
    },
    [1],
    ['$[0] must be null'],
  ],
  [
    'an item that only one of two has seen',
    { anyOf: [{ contains: { const: 'a' } }, { prefixItems: [true] }], unevaluatedItems: false },
    [1, 'a'],
    [],
  ],
  ['a name that needs escapes', { $ref: '#/a~1b%25', 'a/b%': false }, 1, ['$ must not be there']],
  [
    '__proto__',
    JSON.parse('{"properties":{"__proto__":{"type":"null"}}}') as JsonSchema,
    JSON.parse('{"__proto__":1}') as unknown,
    ['$.__proto__ must be null'],
  ],
])('a schema may have %s', (_, schema, value, expected) => {
  expect(compileSchema(schema)(value)).toEqual(expected);
});

test.each<[string, unknown]>([
  ['"pattern"', { pattern: '(' }],
  ['"pattern"', { pattern: 3 }],
  ['"patternProperties"', { patternProperties: { '[': true } }],
  ['"type"', { properties: { a: { type: 'text' } } }],
  ['"minimum"', { allOf: [{ minimum: '3' }] }],
  ['"multipleOf"', { multipleOf: 0 }],
  ['"enum"', { enum: 'a' }],
  ['"required"', { required: 'a' }],
  ['"anyOf"', { anyOf: { type: 'null' } }],
  ['"properties"', { properties: [] }],
  ['a part of it', { properties: { a: null } }],
  ['a part of it', 'a'],
  ['the reference "https://a.example/schema"', { items: { $ref: 'https://a.example/schema' } }],
  ['the reference "#/$defs/gone"', { $ref: '#/$defs/gone' }],
  ['the reference "#/%"', { $ref: '#/%' }],
  ['the reference 3', { $ref: 3 }],
])('of a wrong schema it says what is wrong: %s', (what, schema) => {
  expect(() => compileSchema(schema)).toThrow(
    expect.objectContaining({
      name: 'VoiceError',
      reason: 'usage',
      message: expect.stringContaining(`${what} must be`) as string,
    }),
  );
});

test.each<[string, JsonSchema]>([
  ['refers to itself', { $ref: '#' }],
  [
    'goes round',
    {
      $ref: '#/$defs/a',
      $defs: { a: { allOf: [{ $ref: '#/$defs/b' }] }, b: { not: { $ref: '#/$defs/a' } } },
    },
  ],
  [
    'doubles with each reference',
    {
      $ref: '#/$defs/0',
      $defs: Object.fromEntries(
        Array.from({ length: 40 }, (_, i) => {
          const next = { $ref: `#/$defs/${i + 1}` };
          return [i, i === 39 ? true : { allOf: [next, next] }];
        }),
      ),
    },
  ],
])('a schema that %s is given up, at once', (_, schema) => {
  const check = compileSchema(schema);
  expect(() => check({ a: 1 })).toThrow(/asks for too much/);
});

const values: unknown[] = [
  ...[null, true, false, 0, -0, 1, 2, 3.5, -1, 12, 1e15, '', 'a', 'ab', 'b1', '🙂🙂', '2', 'null'],
  ...[
    [],
    [1],
    [1, 1],
    [1, 2, 'a'],
    ['a', 1],
    [null, [1]],
    [{ a: 1 }, { a: 1 }],
    [1, true],
    [[], []],
    [0, 1, 2, 3],
  ],
  ...[
    {},
    { a: 1 },
    { a: '1' },
    { b: 1 },
    { a: 1, b: 2 },
    { a: 1, b: 2, c: 3 },
    { a: { a: { a: 'x' } } },
  ],
  ...[{ a: null }, { x1: 1 }, { x1: 'a', y: 2 }, { a: [1, 2] }, { b: 2, a: 1 }, { a: {}, c: {} }],
];

const schemas: JsonSchema[] = [
  ...['null', 'boolean', 'object', 'array', 'number', 'integer', 'string'].map((type) => ({
    type,
  })),
  { type: ['string', 'null'] },
  ...[
    { enum: [1, 'a', { a: 1, b: 2 }, [1], null] },
    { const: { b: 2, a: 1 } },
    { const: 0 },
    { const: true },
  ],
  ...[
    { minimum: 1 },
    { maximum: 1 },
    { exclusiveMinimum: 1 },
    { exclusiveMaximum: 1 },
    { multipleOf: 1.5 },
  ],
  ...[{ minLength: 1 }, { maxLength: 1 }, { pattern: '^[a-c]' }, { minItems: 2 }, { maxItems: 1 }],
  ...[
    { minProperties: 1 },
    { maxProperties: 1 },
    { uniqueItems: true },
    { required: ['a'] },
    { required: ['toString'] },
  ],
  ...[
    { items: { type: 'integer' } },
    { items: false },
    { properties: { a: { type: 'integer' }, b: false } },
  ],
  { properties: { a: true }, additionalProperties: false },
  {
    patternProperties: { '^x': { type: 'string' }, '1$': true },
    additionalProperties: { type: 'object' },
  },
  { propertyNames: { maxLength: 1 } },
  ...[
    { contains: { const: 1 } },
    { contains: { const: 1 }, minContains: 2 },
    { contains: true, maxContains: 1 },
    { contains: { const: 1 }, minContains: 0 },
  ],
  ...[
    { dependentRequired: { a: ['b'] } },
    { dependentSchemas: { a: { required: ['b'] }, b: false } },
  ],
  ...[
    { allOf: [{ minimum: 1 }, { type: 'number' }] },
    { anyOf: [{ type: 'string' }, { minimum: 2 }] },
  ],
  ...[
    { oneOf: [{ minimum: 1 }, { minimum: 2 }] },
    { not: { type: ['array', 'object'] } },
    { not: {} },
  ],
  { if: { type: 'object' }, then: { required: ['a'] }, else: { type: 'number' } },
  ...[{ if: { minimum: 2 } }, { then: false }, { if: true, else: false }],
  {
    $defs: { a: { properties: { a: { $ref: '#/$defs/a' } }, type: ['object', 'string'] } },
    $ref: '#/$defs/a',
  },
  { $defs: { a: { $anchor: 'here', type: 'string' } }, items: { $ref: '#here' } },
  {
    properties: { a: true },
    anyOf: [{ properties: { b: true } }, true],
    unevaluatedProperties: false,
  },
  {
    anyOf: [
      { required: ['a'], properties: { a: true } },
      { required: ['b'], properties: { b: true } },
    ],
    unevaluatedProperties: false,
  },
  { allOf: [{ properties: { a: { type: 'number' } } }], unevaluatedProperties: { type: 'string' } },
  {
    if: { required: ['b'], properties: { b: true } },
    then: { properties: { a: true } },
    unevaluatedProperties: false,
  },
  { not: { properties: { a: true } }, unevaluatedProperties: false },
  { $defs: { a: { properties: { a: true } } }, $ref: '#/$defs/a', unevaluatedProperties: false },
  { dependentSchemas: { a: { properties: { a: true, b: true } } }, unevaluatedProperties: false },
  {
    oneOf: [{ patternProperties: { '^x': true } }, { type: 'number' }],
    unevaluatedProperties: false,
  },
  { allOf: [{ unevaluatedProperties: false }], properties: { a: true } },
  ...[
    { prefixItems: [{ type: 'integer' }, { type: 'string' }] },
    { prefixItems: [true], items: { type: 'integer' } },
  ],
  ...[
    { prefixItems: [true], unevaluatedItems: false },
    { contains: { type: 'string' }, unevaluatedItems: { type: 'integer' } },
  ],
];

const older: JsonSchema[] = [
  ...[
    { items: [{ type: 'integer' }, { type: 'string' }] },
    { items: [true], additionalItems: { type: 'integer' } },
  ],
  ...[
    { items: [true], additionalItems: false },
    { items: { type: 'integer' }, additionalItems: false },
  ],
  ...[{ dependencies: { a: ['b'], x1: { required: ['y'] } } }, { type: 'string', nullable: true }],
  {
    definitions: { a: { $id: '#here', type: 'string' } },
    additionalProperties: { $ref: '#/definitions/a' },
  },
];

test('it says yes and no where Ajv does', () => {
  const options = {
    strict: false,
    validateFormats: false,
    logger: false,
    ownProperties: true,
    addUsedSchema: false,
    validateSchema: false,
  } as const;
  const latest = new Ajv2020(options);
  const draft7 = new Ajv(options);
  const pairs = [
    ...schemas.map((schema) => [schema, latest.compile(schema)] as const),
    ...older.map((schema) => [schema, draft7.compile(schema)] as const),
  ];
  const differ = pairs.flatMap(([schema, judge]) => {
    const check = compileSchema(schema);
    return values
      .filter((value) => (check(value).length === 0) !== judge(value))
      .map((value) => ({ schema, value }));
  });
  expect(differ).toEqual([]);
});
