import * as v from 'valibot';
import { expect, test } from 'vitest';
import { findFieldError } from './codec/field-error.ts';
import { postedError } from './codec/posted-error.ts';
import * as evi from './index.ts';

interface Node extends v.GenericSchema {
  wrapped?: Node;
  item?: Node;
  value?: Node;
  options?: readonly unknown[];
  entries?: Record<string, Node>;
}

/** Every object in a schema, by where it stands. */
function objectsIn(node: Node, path: string): [string, Node][] {
  const { wrapped, item, value, entries } = node;
  const options = (node.options ?? []).filter((one) => typeof one === 'object');
  const inner: [string, Node][] = [
    ...[wrapped, item, value, ...(options as Node[])].flatMap((one): [string, Node][] =>
      one ? [[path, one]] : [],
    ),
    ...Object.entries(entries ?? {}).map(([name, one]): [string, Node] => [`${path}.${name}`, one]),
  ];
  const own: [string, Node][] = entries || value ? [[path, node]] : [];
  return [...own, ...inner.flatMap(([at, one]) => objectsIn(one, at))];
}

const schemas = Object.entries(evi).filter(
  ([, found]) => (found as { kind?: unknown }).kind === 'schema',
) as unknown as [string, Node][];

test('a list is no object, wherever one belongs', () => {
  const objects = schemas.flatMap(([name, schema]) => objectsIn(schema, name));
  const places = objects.map(([path]) => path);
  for (const place of [
    'PostedConfig',
    'PostedConfig.turn_detection',
    'PostedConfig.timeouts.inactivity',
    'PostedConfig.webhooks',
    'SessionSettings.variables',
    'ServerMessage.models.prosody.scores',
  ]) {
    expect(places).toContain(place);
  }
  const taken = objects.filter(([, schema]) =>
    [[], [{}], ['a']].some((list) => v.is(schema, list)),
  );
  expect(taken.map(([path]) => path)).toEqual([]);
});

const config = { name: 'a', evi_version: '3' };
test.each<[object, string, string]>([
  [
    { ...config, turn_detection: [] },
    'turn_detection',
    'turn_detection is an array, expected Object',
  ],
  [{ name: 'a' }, 'evi_version', 'evi_version is missing'],
  [{ ...config, voice: {} }, 'voice', 'voice has no id and no name'],
  [{ ...config, voice: { id: 1 } }, 'voice', 'voice.id is number, expected string'],
  [{ ...config, voice: 'a' }, 'voice', 'voice is string, expected Object'],
  [{ ...config, tools: [{}] }, 'tools.0.id', 'tools.0.id is missing'],
  [
    { ...config, webhooks: [{ url: 'a', events: {} }] },
    'webhooks.0.events',
    'webhooks.0.events is object, expected Array',
  ],
])('%o: %s', (posted, path, detail) => {
  expect(findFieldError(evi.PostedConfig, posted)?.path).toBe(path);
  expect(postedError(evi.PostedConfig, posted)).toBe(detail);
});
