import * as v from 'valibot';
import { expect, it } from 'vitest';
import { validationError } from './validation-error.ts';

it.each([
  v.number(),
  v.picklist(['a', 'b']),
  v.literal('a'),
  v.strictObject({}),
  v.pipe(v.string(), v.maxLength(3)),
  v.pipe(v.string(), v.regex(/^a$/)),
  v.union([v.literal('a'), v.number()]),
])('no value is quoted: %o', (schema) => {
  for (const given of ['a-secret but received\nagain', { 'a-secret': 1 }]) {
    const read = v.safeParse(schema, given);
    const told = read.success ? 'success' : validationError(read.issues[0]);
    expect(told).toMatch(/^Invalid |^Unknown field$/);
    expect(told).not.toMatch(/secret|received|again/);
  }
});
