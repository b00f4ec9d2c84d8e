import * as v from 'valibot';
import { fieldError } from './field-error.ts';

/**
 * What is wrong with what is posted, in words. Of a value that fits no option of a union: the field that is wrong in the option that was
 * meant, or the fields that each of them needs. Messages have no such union, and are read in pages that count kilobytes.
 */
export function postedError(schema: v.GenericSchema, value: unknown): string | undefined {
  const { issues } = v.safeParse(schema, value, { abortEarly: true });
  if (!issues) return undefined;
  const { path, detail } = fieldError(issues[0]);
  const inner = (issues[0].issues ?? []).filter((one) => one.path);
  const meant = inner.find(({ input }) => input !== undefined);
  if (meant) return fieldError(meant, `${path}.`).detail;
  const missing = new Set(inner.map((one) => fieldError(one).path));
  return missing.size > 0 ? `${path} has no ${[...missing].join(' and no ')}` : detail;
}
