import * as v from 'valibot';
import { findSchema, type MessageSchema } from '../schema.ts';

/** What is wrong with one field. Never quotes the value, which may be a secret or megabytes long. */
export interface FieldError {
  /** The way to the field, as `models.prosody.scores.Joy`, at most 200 characters. Empty for the whole value. */
  path: string;
  /** What the field is and what it should be. */
  detail: string;
}

/** Finds what is wrong with a message of that type; null when no such type is known. */
export type FindFault = (
  type: string,
  message: Record<string, unknown>,
) => FieldError | null | undefined;

const maxPathLength = 200;

/** Checks a value and says what is wrong with the first field at fault, or nothing. */
export function findFieldError(schema: v.GenericSchema, value: unknown): FieldError | undefined {
  const { issues } = v.safeParse(schema, value, { abortEarly: true });
  return issues && fieldError(issues[0]);
}

/** valibot's own sentence quotes what it received. @param before - the way to what the issue's own way begins at */
export function fieldError(
  { expected, input, path: steps, type }: v.BaseIssue<unknown>,
  before = '',
): FieldError {
  const path = (before + (steps ?? []).map(({ key }) => String(key)).join('.')).slice(
    0,
    maxPathLength,
  );
  const is = `${path || 'it'} is `;
  if (expected === 'never') return { path, detail: `${is}an unknown field` };
  // Where nothing is, valibot may expect the name itself.
  const wanted = input === undefined ? '' : `, expected ${expected ?? type}`;
  return { path, detail: is + kindOf(input) + wanted };
}

/** Finds what is wrong with a message by the schemas of its direction. */
export function bySchema(schemas: readonly MessageSchema[]): FindFault {
  return (type, message) => {
    const schema = findSchema(schemas, type);
    return schema ? findFieldError(schema, message) : null;
  };
}

/** What a value is, in a word: for sentences that must not quote it. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : typeof value;
}
