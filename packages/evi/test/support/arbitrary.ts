import fc from 'fast-check';
import type * as v from 'valibot';
import { double, integer } from '../../src/schema.ts';

/** What a made value may hold beyond the specification. */
export interface ArbitraryOptions {
  /** Whether received objects get further fields and open enumerations further values. Default: no. */
  unknowns?: boolean;
  /** Whether literals stay as specified even where unknown values may stand. Default: no. */
  fixedLiterals?: boolean;
}

interface Node {
  type: string;
  known?: { options?: readonly string[]; literal?: string };
  wrapped?: v.GenericSchema;
  item?: v.GenericSchema;
  value?: v.GenericSchema;
  literal?: unknown;
  options?: readonly unknown[];
  entries?: Record<string, v.GenericSchema>;
}

/** Makes valid values of a schema of this package. */
export function arbitrary(
  schema: v.GenericSchema,
  options: ArbitraryOptions = {},
): fc.Arbitrary<unknown> {
  if (schema === integer) return fc.maxSafeNat();
  // JSON writes −0 as 0.
  if (schema === double)
    return fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x || 0);
  const node = schema as unknown as Node;
  const inner = (inside: unknown) => arbitrary(inside as v.GenericSchema, options);
  switch (node.type) {
    case 'string':
      return node.known ? openValue(node.known, options) : fc.string({ unit: 'grapheme' });
    case 'boolean':
      return fc.boolean();
    case 'unknown':
      return fc.jsonValue({ maxDepth: 2, noUnicodeString: false }).map(withoutMinusZero);
    case 'literal':
      return fc.constant(node.literal);
    case 'picklist':
      return fc.constantFrom(...(node.options ?? []));
    case 'nullish':
      return fc.option(inner(node.wrapped), { freq: 3 });
    case 'array':
      return fc.array(inner(node.item), { maxLength: 3 });
    case 'record':
      return fc.dictionary(key, inner(node.value), { maxKeys: 3, noNullPrototype: true });
    case 'union':
    case 'lazy':
      return fc.oneof(...(node.options ?? []).map(inner));
    case 'loose_object':
    case 'strict_object':
      return object(node, options);
    default:
      throw new TypeError(`no values are known for a schema of the type ${node.type}`);
  }
}

// Names no object has of itself, so that what is made can be compared with what comes back.
const key = fc.stringMatching(/^[a-z_]{1,12}$/).filter((name) => !(name in {}));

function object({ type, entries = {} }: Node, options: ArbitraryOptions): fc.Arbitrary<unknown> {
  const fields = Object.entries(entries);
  const optional = fields.filter(([, field]) => field.type === 'nullish').map(([name]) => name);
  const known = fc.record(
    Object.fromEntries(fields.map(([name, field]) => [name, arbitrary(field, options)])),
    {
      requiredKeys: fields.map(([name]) => name).filter((name) => !optional.includes(name)),
      noNullPrototype: true,
    },
  );
  if (!options.unknowns || type === 'strict_object') return known;
  const further = fc.dictionary(
    key.map((name) => `x_${name}`),
    fc.jsonValue({ maxDepth: 1 }).map(withoutMinusZero),
    { maxKeys: 2, noNullPrototype: true },
  );
  return fc.tuple(known, further).map(([these, those]) => ({ ...those, ...these }));
}

function openValue(
  known: NonNullable<Node['known']>,
  { unknowns, fixedLiterals }: ArbitraryOptions,
): fc.Arbitrary<string> {
  const values = fc.constantFrom(...(known.options ?? [known.literal ?? '']));
  if (!unknowns || (fixedLiterals && !known.options)) return values;
  return fc.oneof(values, fc.string());
}

function withoutMinusZero(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
