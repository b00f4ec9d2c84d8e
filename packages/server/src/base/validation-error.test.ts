import { PostedConfig } from '@vivavoce/evi';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { issueOf, validationError } from './validation-error.ts';

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

it.each([
  [{ name: 'a' }, 'evi_version: It is missing'],
  [{ voice: {} }, 'voice: It has no id and no name'],
  [{ voice: { name: [] } }, 'voice.name: Invalid type: Expected string'],
  [{ voice: { id: 'a', provider: 1 } }, 'voice.provider: Invalid type: Expected string'],
  [{ voice: 'a' }, 'voice: Invalid type: Expected Object'],
  [{ turn_detection: [] }, 'turn_detection: Invalid type: Expected Object'],
  [{ timeouts: { inactivity: {} } }, 'timeouts.inactivity.enabled: It is missing'],
  [[], 'The body: Invalid type: Expected Object'],
])('the field at fault is named: %o', (given, told) => {
  const isWhole = Array.isArray(given) || 'name' in given;
  const whole = isWhole ? given : { evi_version: '3', name: 'a', ...given };
  const { issues } = v.safeParse(PostedConfig, whole);
  expect(issues && issueOf(issues[0], 'The body')).toBe(told);
});
