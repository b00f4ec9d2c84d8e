import * as v from 'valibot';
import { expect, test } from 'vitest';
import * as evi from '../../src/index.ts';
import { tolerant } from '../../src/schema.ts';
import { compareFields, compareType } from '../support/compare-schema.ts';
import {
  bodyNames,
  specifiedOperations,
  specifiedSocket,
  specifiedTypes,
  specifiedWebhooks,
} from '../support/specification.ts';

// Rule: every type of the specification is exported under its name and agrees with it field by field.

const exported: Record<string, unknown> = evi;
const isStrict = (name: string) => /^Posted|^Voice(Id|Name|Ref)$/.test(name);

test('the specification has 113 types', () => {
  expect(Object.keys(specifiedTypes)).toHaveLength(113);
});

test.each(Object.entries(specifiedTypes))('%s agrees with the specification', (name, specified) => {
  expect(compareType(exported[name], specified, exported, specifiedTypes, isStrict(name))).toEqual(
    [],
  );
});

test.each(specifiedOperations.filter(({ body }) => body))(
  'the body of $name agrees with the specification',
  ({ name, body = {} }) => {
    const schema = exported[bodyNames[name] ?? ''];
    expect(compareFields(schema, body, exported, specifiedTypes, true)).toEqual([]);
  },
);

test('the messages of each direction are the socket’s', () => {
  const namesOf = (schemas: readonly unknown[]) =>
    schemas.map((schema) => Object.keys(exported).find((name) => exported[name] === schema)).sort();
  expect(namesOf(evi.ClientMessage.options)).toEqual([...specifiedSocket.publish].sort());
  expect(namesOf(evi.ServerMessage.options)).toEqual([...specifiedSocket.subscribe].sort());
});

test('the webhook events are the specification’s', () => {
  expect(evi.WebhookEvent.options).toEqual(
    Object.values(specifiedWebhooks).map((name) => exported[name]),
  );
});

test('the expression names are the scores’ fields in their order', () => {
  expect(evi.expressionNames).toEqual(Object.keys(specifiedTypes['EmotionScores']?.fields ?? {}));
});

test('no schema is exported that the specification does not have', () => {
  const schemas = Object.keys(exported).filter((name) => {
    const value = exported[name];
    return typeof value === 'object' && value !== null && '~run' in value;
  });
  const ours = ['ClientMessage', 'ServerMessage', 'AccessToken', ...Object.values(bodyNames)];
  expect(new Set(schemas)).toEqual(new Set([...Object.keys(specifiedTypes), ...ours]));
});

test.each<[string, unknown]>([
  ['a missing schema', undefined],
  ['a missing field', tolerant({ text: v.string() })],
  ['a further field', tolerant({ ...evi.Context.entries, more: v.string() })],
  [
    'a field required instead of optional',
    tolerant({ ...evi.Context.entries, type: evi.ContextType }),
  ],
  [
    'a field optional instead of required',
    tolerant({ ...evi.Context.entries, text: v.nullish(v.string()) }),
  ],
  ['a field of another type', tolerant({ ...evi.Context.entries, text: v.number() })],
  [
    'an enumeration closed to new values',
    tolerant({ ...evi.Context.entries, type: v.nullish(evi.ContextType) }),
  ],
  ['an object closed to new fields', v.strictObject(evi.Context.entries)],
])('%s is noticed', (_, schema) => {
  const context = specifiedTypes['Context'] ?? { wire: '' };
  expect(compareType(schema, context, exported, specifiedTypes, false)).not.toEqual([]);
});

test.each([
  ['lacks', ['persistent']],
  ['adds', ['persistent', 'temporary', 'eternal']],
] as const)('an enumeration that %s a value is noticed', (word, options) => {
  const type = specifiedTypes['ContextType'] ?? { wire: '' };
  const [difference] = compareType(v.picklist(options), type, exported, specifiedTypes, false);
  expect(difference).toContain(word);
});
