import * as v from 'valibot';

// The few building blocks every wire type is made of. Internal: the types built from them are the public face.

/** A whole number. Fractions, NaN and infinities (`1e999` parses to one) are refused. */
export const integer = v.pipe(v.number(), v.integer());

/** Any finite number. */
export const double = v.pipe(v.number(), v.finite());

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
  return v.looseObject(entries);
}
