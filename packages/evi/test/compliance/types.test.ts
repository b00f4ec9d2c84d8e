import * as v from 'valibot';
import { expect, test } from 'vitest';
import * as evi from '../../src/index.ts';
import { tolerant } from '../../src/schema.ts';
import { compareFields, compareType } from '../support/compare-schema.ts';
import {
  bodyNames,
  specifiedControlPlane,
  specifiedOperations,
  specifiedSocket,
  specifiedTypes,
  specifiedWebhooks,
} from '../support/specification.ts';

// Rule: every type of the specification is exported under its name and agrees with it field by field.

const exported: Record<string, unknown> = evi;

test('the specification has 123 types', () => {
  expect(Object.keys(specifiedTypes)).toHaveLength(123);
});

test.each(Object.entries(specifiedTypes))('%s agrees with the specification', (name, specified) => {
  expect(compareType(exported[name], specified, exported, specifiedTypes)).toEqual([]);
});

test.each(specifiedOperations.filter(({ body }) => body))(
  'the body of $name agrees with the specification',
  ({ name, body = {} }) => {
    const schema = exported[bodyNames[name] ?? ''];
    expect(compareFields(schema, body, exported, specifiedTypes)).toEqual([]);
  },
);

test('the messages of each direction are the socket’s', () => {
  const namesOf = (schemas: readonly unknown[]) =>
    schemas.map((schema) => Object.keys(exported).find((name) => exported[name] === schema)).sort();
  expect(namesOf(evi.ClientMessage.options)).toEqual([...specifiedSocket.publish].sort());
  expect(namesOf(evi.SubscribeEvent.options)).toEqual([...specifiedSocket.subscribe].sort());
  // What every server sends: to know one more costs a page that meets it as unknown, and reads it, more than it brings.
  const { since, subscribe } = specifiedSocket;
  const always = subscribe.filter((name) => !(name in since));
  expect(namesOf(evi.ServerMessage.options)).toEqual(always.sort());
  expect(namesOf(evi.ControlPlanePublishEvent.options)).toEqual(
    [...specifiedControlPlane.publish].sort(),
  );
  expect(specifiedControlPlane.subscribe).toEqual(subscribe);
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
  const ours = [
    'ClientMessage',
    'ServerMessage',
    'AccessToken',
    ...Object.values(bodyNames),
  ].filter((name) => !(name in specifiedTypes));
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
  expect(compareType(schema, context, exported, specifiedTypes)).not.toEqual([]);
});

test.each([
  ['lacks', ['persistent']],
  ['adds', ['persistent', 'temporary', 'eternal']],
] as const)('an enumeration that %s a value is noticed', (word, options) => {
  const type = specifiedTypes['ContextType'] ?? { wire: '' };
  const [difference] = compareType(v.picklist(options), type, exported, specifiedTypes);
  expect(difference).toContain(word);
});
