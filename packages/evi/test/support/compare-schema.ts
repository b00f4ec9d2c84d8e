import type * as v from 'valibot';
import { double, integer } from '../../src/schema.ts';
import type { SpecifiedType } from './specification.ts';

/** What the walk looks at in a schema. */
interface Node {
  type: string;
  known?: unknown;
  wrapped?: Node;
  item?: Node;
  key?: Node;
  value?: Node;
  literal?: unknown;
  options?: readonly unknown[];
  entries?: Record<string, Node>;
}

type Schemas = Readonly<Record<string, unknown>>;

/**
 * Compares a schema with its type in the specification.
 * Further fields and values pass in every one: in a request the server is to judge them.
 *
 * @returns every difference, as a sentence; none when they agree.
 */
export function compareType(
  schema: unknown,
  specified: SpecifiedType,
  schemas: Schemas,
  types: Readonly<Record<string, SpecifiedType>>,
): string[] {
  const node = schema as Node | undefined;
  if (!node) return ['is missing'];
  if (specified.enum) return compareList('enum values', node.options, specified.enum);
  if (specified.alias) return compareField(node, specified.alias, schemas, types);
  if (specified.union) {
    const options = (node.options ?? []) as Node[];
    const named = specified.union.map((name) => schemas[name]);
    // A union of messages is told apart by type, so its order says nothing; of others the first that fits wins.
    if (node.type === 'lazy') return compareList('options', options, named);
    if (node.type !== 'union') return [`is ${node.type}, not a union`];
    return compareUnion(options, specified.union, schemas, types);
  }
  const fields = { ...specified.fields };
  for (const base of specified.extends ?? []) Object.assign(fields, types[base]?.fields);
  return compareFields(node, fields, schemas, types);
}

/** Compares an object schema with the fields the specification gives it. */
export function compareFields(
  schema: unknown,
  fields: Readonly<Record<string, string>>,
  schemas: Schemas,
  types: Readonly<Record<string, SpecifiedType>>,
): string[] {
  const node = schema as Node;
  if (node.type !== 'loose_object') return [`is ${node.type}, not loose_object`];
  const entries = node.entries ?? {};
  const differences = compareList('fields', Object.keys(entries), Object.keys(fields));
  for (const [name, notation] of Object.entries(fields)) {
    const entry = entries[name];
    const found = entry ? compareField(entry, notation, schemas, types) : [];
    differences.push(...found.map((difference) => `${name} ${difference}`));
  }
  return differences;
}

function compareField(
  node: Node | undefined,
  notation: string,
  schemas: Schemas,
  types: Readonly<Record<string, SpecifiedType>>,
): string[] {
  if (!node) return [`is missing, not ${notation}`];
  const inner = (inside: Node | undefined, rest: string) =>
    compareField(inside, rest, schemas, types);
  const is = (agrees: boolean) => (agrees ? [] : [`is ${node.type}, not ${notation}`]);

  const [, wrapper, rest = ''] = /^(optional|list|map|literal)<(.*)>$/.exec(notation) ?? [];
  if (wrapper === 'optional') {
    return node.type === 'nullish' ? inner(node.wrapped, rest) : is(false);
  }
  if (node.type === 'nullish') return ['is optional, but required there'];
  if (wrapper === 'list') return node.type === 'array' ? inner(node.item, rest) : is(false);
  if (wrapper === 'map') {
    const [key = '', value = ''] = rest.split(', ');
    return node.type === 'record'
      ? [...inner(node.key, key), ...inner(node.value, value)]
      : is(false);
  }
  if (wrapper === 'literal')
    return is(node.type === 'literal' && JSON.stringify(node.literal) === rest);
  if (notation === 'integer' || notation === 'long') return is(isSame(node, integer));
  if (notation === 'double' || notation === 'float') return is(isSame(node, double));
  if (notation === 'string') return is(node.type === 'string' && node.known === undefined);
  if (notation === 'boolean' || notation === 'unknown') return is(node.type === notation);

  const named = types[notation];
  if (!named) return [`is of ${notation}, which the specification does not have`];
  const closed = named.enum ?? named.alias;
  return is(closed ? node.known === schemas[notation] : isSame(node, schemas[notation]));
}

function compareUnion(
  options: readonly Node[],
  names: readonly string[],
  schemas: Schemas,
  types: Readonly<Record<string, SpecifiedType>>,
): string[] {
  if (options.length !== names.length)
    return [`has ${options.length} options, not ${names.length}`];
  return names.flatMap((name, i) => compareField(options[i], name, schemas, types));
}

function compareList(
  what: string,
  ours: readonly unknown[] = [],
  theirs: readonly unknown[],
): string[] {
  const name = (value: unknown) => (typeof value === 'string' ? value : 'one');
  return [
    ...theirs
      .filter((value) => !ours.includes(value))
      .map((value) => `lacks ${name(value)} of the ${what}`),
    ...ours
      .filter((value) => !theirs.includes(value))
      .map((value) => `adds ${name(value)} to the ${what}`),
  ];
}

function isSame(node: Node, schema: unknown): boolean {
  return node === (schema as v.GenericSchema);
}
