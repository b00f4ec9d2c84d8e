import { expect, test } from 'vitest';
import { walkSdk } from '../support/walk-sdk.ts';
import {
  type SpecifiedType,
  bodyNames,
  specifiedOperations,
  specifiedTypes,
} from '../support/specification.ts';

// Rule: whatever the installed official SDK's serializers allow, our schemas take: a newer SDK turns this red for what it has more.

const walked = walkSdk('hume');
/** What the SDK alone gives names to. */
const renamed: Record<string, string> = { HttpValidationError: 'HTTPValidationError' };
/** Bodies: the specification has them with their operations. */
const bodies: Record<string, Record<string, string>> = Object.fromEntries(
  specifiedOperations.flatMap(({ name, body }) => (body ? [[bodyNames[name] ?? '', body]] : [])),
);
for (const noun of ['Config', 'Prompt', 'UserDefinedTool']) {
  bodies[`Posted${noun}Name`] = bodies['PostedName'] ?? {};
  bodies[`Posted${noun}VersionDescription`] = bodies['PostedVersionDescription'] ?? {};
}

test('the SDK has about as many types as the specification', () => {
  expect(Object.keys(walked).length).toBeGreaterThanOrEqual(Object.keys(specifiedTypes).length);
});

test.each(Object.entries(walked))('the specification has all of %s', (name, theirs) => {
  const ours: SpecifiedType = specifiedTypes[renamed[name] ?? name] ?? {
    wire: 'rest',
    fields: bodies[name] ?? {},
  };
  expect(theirs.enum?.filter((value) => !ours.enum?.includes(value)) ?? []).toEqual([]);
  expect(theirs.union ?? []).toEqual(theirs.union ? (ours.union ?? []).map(plain) : []);
  const fields = { ...ours.fields };
  for (const base of ours.extends ?? []) Object.assign(fields, specifiedTypes[base]?.fields);
  for (const [field, notation] of Object.entries(theirs.fields ?? {})) {
    expect([field, notation]).toEqual([field, asTheirs(fields[field] ?? 'missing', notation)]);
  }
  if (theirs.alias !== undefined) expect(plain(ours.alias ?? '')).toBe(theirs.alias);
});

/** The SDK may require what we can do without, and call a text what we know the values of; never the other way round. */
function asTheirs(ours: string, theirs: string): string {
  const known = plain(ours);
  const needed = theirs.startsWith('optional<') ? known : known.replace(/^optional<(.*)>$/, '$1');
  return theirs === 'string' && specifiedTypes[needed]?.enum ? 'string' : needed;
}

/** Whole and other numbers are the same to it. */
function plain(notation: string): string {
  return notation.replace(/\b(integer|long|double|float)\b/g, 'number');
}
