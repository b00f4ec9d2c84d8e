import * as v from 'valibot';

// The few building blocks every wire type is made of. Internal: the types built from them are the public face.

/** A whole number. Fractions, NaN and infinities (`1e999` parses to one) are refused. */
export const integer = numberThat(Number.isInteger, 'a whole number');

/** Any finite number. */
export const double = numberThat(Number.isFinite, 'a finite number');

// A pipe of number and check does the same at three times the size and time, and 48 of them stand in every message.
/** @__NO_SIDE_EFFECTS__ */
function numberThat(check: (value: unknown) => boolean, expects: string): v.GenericSchema<number> {
  return { ...v.custom<number>(check), expects };
}

/** The named values, or any other string: newer servers may send values this package does not know. */
export type Open<Known extends string> = Known | (string & Record<never, never>);

/** A schema that lists the values it knows and lets any other string pass. */
export interface OpenSchema<Known extends string> extends v.BaseSchema<
  Open<Known>,
  Open<Known>,
  v.StringIssue
> {
  readonly type: 'string';
  readonly known: v.BaseSchema<unknown, Known, v.BaseIssue<unknown>>;
}

/**
 * Opens a closed enumeration for what is received: the type still completes the known values, any string passes.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function open<Known extends string>(
  known: v.BaseSchema<unknown, Known, v.BaseIssue<unknown>>,
): OpenSchema<Known> {
  return { ...v.string(), known };
}

/** An object schema whose type has the known fields alone, while unknown fields pass at run time. */
export interface TolerantSchema<Entries extends v.ObjectEntries> extends v.BaseSchema<
  v.InferInput<v.ObjectSchema<Entries, undefined>>,
  v.InferOutput<v.ObjectSchema<Entries, undefined>>,
  v.LooseObjectIssue | v.InferIssue<Entries[keyof Entries]>
> {
  readonly type: 'loose_object';
  readonly reference: typeof v.looseObject;
  readonly expects: 'Object';
  readonly entries: Entries;
  readonly message: undefined;
}

/**
 * An object whose unknown fields pass unharmed. valibot's own type adds an index signature, which would let a misspelt
 * field through the compiler, so only the known fields are typed.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function tolerant<const Entries extends v.ObjectEntries>(
  entries: Entries,
): TolerantSchema<Entries> {
  return noArray(v.looseObject(entries));
}

/**
 * An object as JSON has it: to valibot a list is one as well, and an empty one would be taken for an object without fields.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function noArray<Schema extends v.GenericSchema>(schema: Schema): Schema {
  const run = schema['~run'];
  const own: { '~run': v.GenericSchema['~run'] } = schema;
  own['~run'] = (dataset, config) => {
    if (!Array.isArray(dataset.value)) return run.call(schema, dataset, config);
    v._addIssue(schema, 'type', dataset, config);
    return dataset as object as v.FailureDataset<v.BaseIssue<unknown>>;
  };
  return schema;
}

/** Text, and text that may be absent or null: one schema object for all fields that are no more than that. */
export const string = v.string();
/** Text that may be absent or null. */
export const optionalString = v.nullish(string);

/** A union of messages, told apart by their `type` alone. */
export interface MessageUnion<Options extends readonly MessageSchema[]> extends v.GenericSchema<
  v.InferOutput<Options[number]>
> {
  readonly options: Options;
}

/** A message schema with its `type` literal in reach. */
export type MessageSchema = v.GenericSchema & {
  readonly entries: { readonly type: { readonly literal: string } };
};

/** The schema of a message type. A list, not an object: no `type` can reach a prototype. */
export function findSchema<Schema extends MessageSchema>(
  schemas: readonly Schema[],
  type: unknown,
): Schema | undefined {
  return schemas.find(({ entries }) => entries.type.literal === type);
}

/**
 * A union that looks its schema up by `type`: valibot's variant for the one case there is here, a fifth of its size.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function messageUnion<const Options extends readonly MessageSchema[]>(
  options: Options,
): MessageUnion<Options> {
  const find = (input: unknown) =>
    findSchema(options, (input as { type?: unknown } | null | undefined)?.type) ?? v.never();
  return { ...v.lazy(find), options };
}
