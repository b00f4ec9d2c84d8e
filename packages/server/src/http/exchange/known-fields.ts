import * as v from 'valibot';

/** What is looked at in a schema. */
export interface SchemaNode extends v.GenericSchema {
  wrapped?: SchemaNode;
  item?: SchemaNode;
  options?: readonly unknown[];
  entries?: Record<string, SchemaNode>;
}

type Fields = Readonly<Record<string, unknown>>;

/** What a schema knows of a value that fits it. */
export function knownOf(schema: SchemaNode | undefined, value: unknown): unknown {
  if (schema === undefined || typeof value !== 'object' || value === null) return value;
  const { entries, item, options, type, wrapped } = schema;
  if (wrapped) return knownOf(wrapped, value);
  if (item && Array.isArray(value)) return value.map((one) => knownOf(item, one));
  if (type === 'union') {
    const fitting = (options as readonly SchemaNode[]).find((option) => v.is(option, value));
    return knownOf(fitting, value);
  }
  if (!entries) return value;
  const known = Object.entries(entries).filter(([name]) => Object.hasOwn(value, name));
  return Object.fromEntries(
    known.map(([name, inner]) => [name, knownOf(inner, (value as Fields)[name])]),
  );
}

/**
 * What is in a posted value that neither its schema nor that of the answer knows: in the same places, entries of lists by what they are
 * called. Undefined where there is nothing. What the answer alone knows is made anew for each.
 */
export function unknownOf(
  posted: SchemaNode,
  answered: SchemaNode | undefined,
  value: unknown,
): Fields | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const [from, to] = [unwrapped(posted), unwrapped(answered)];
  const found: [string, unknown][] = [];
  if (Array.isArray(value)) {
    if (!from?.item) return undefined;
    for (const entry of value as unknown[]) {
      const inner = unknownOf(from.item, to?.item, entry);
      const key = keyOf(entry);
      if (inner && key !== undefined) found.push([key, inner]);
    }
  } else {
    const known = fieldsOf(from);
    // Anything goes in it: all of it is known.
    if (!known) return undefined;
    const made = fieldsOf(to) ?? {};
    for (const [field, inner] of Object.entries(value)) {
      if (Object.hasOwn(known, field)) {
        const deeper = unknownOf(known[field] as SchemaNode, made[field], inner);
        if (deeper) found.push([field, deeper]);
      } else if (!Object.hasOwn(made, field)) found.push([field, inner]);
    }
  }
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** An answer with what {@link unknownOf} found, as far as there still is the place for it. */
export function withUnknown<Answer>(answer: Answer, unknown: Fields | undefined): Answer;
export function withUnknown(answer: unknown, unknown: Fields | undefined): unknown {
  if (typeof answer !== 'object' || answer === null || unknown === undefined) return answer;
  const add = (value: unknown, name: string | undefined) =>
    name !== undefined && Object.hasOwn(unknown, name)
      ? withUnknown(value, unknown[name] as Fields)
      : value;
  if (Array.isArray(answer)) return answer.map((entry: unknown) => add(entry, keyOf(entry)));
  const own = Object.entries(answer).map(([name, value]) => [name, add(value, name)] as const);
  const more = Object.entries(unknown).filter(([name]) => !Object.hasOwn(answer, name));
  return Object.fromEntries([...own, ...more]);
}

function unwrapped(schema: SchemaNode | undefined): SchemaNode | undefined {
  return schema?.wrapped ? unwrapped(schema.wrapped) : schema;
}

/** Of a union those of all its options. */
function fieldsOf(schema: SchemaNode | undefined): Record<string, SchemaNode> | undefined {
  if (schema?.type !== 'union') return schema?.entries;
  const options = schema.options as readonly SchemaNode[];
  return Object.fromEntries(options.flatMap((option) => Object.entries(option.entries ?? {})));
}

/** What no two entries of a list have in common. */
function keyOf(entry: unknown): string | undefined {
  const { id, url, name } = Object(entry) as Fields;
  return [id, url, name].find((key) => typeof key === 'string');
}
