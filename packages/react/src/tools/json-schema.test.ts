import { expect, test } from 'vitest';
import { assertCheckable, complaints } from './json-schema.ts';
import type { JsonSchema } from './json-schema.ts';

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
  assertCheckable(schema);
  expect(complaints(schema, value)).toEqual(expected);
});

test.each<[string, JsonSchema]>([
  ['$ref', { properties: { a: { $ref: '#/$defs/a' } } }],
  ['patternProperties', { patternProperties: {} }],
  ['if', { anyOf: [{ if: {} }] }],
])('a schema with %s is refused, since it would go unchecked', (keyword, schema) => {
  expect(() => assertCheckable(schema)).toThrow(`"${keyword}"`);
});

test('a property may be called like a keyword that is not checked', () => {
  expect(() => assertCheckable({ properties: { if: { type: 'string' } } })).not.toThrow();
});
