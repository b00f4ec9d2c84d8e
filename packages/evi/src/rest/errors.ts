import * as v from 'valibot';
import { integer, optionalString, string, tolerant } from '../schema.ts';

/** What a refused request says about itself. */
export const ErrorResponse = tolerant({
  error: optionalString,
  message: optionalString,
  code: optionalString,
});
/** What a refused request says about itself. */
export type ErrorResponse = v.InferOutput<typeof ErrorResponse>;

/** One step of the way to a value at fault: a field's name or a list's index. */
export const ValidationErrorLocItem = v.union([string, integer]);
/** One step of the way to a value at fault: a field's name or a list's index. */
export type ValidationErrorLocItem = v.InferOutput<typeof ValidationErrorLocItem>;

/** One value a server found at fault. */
export const ValidationError = tolerant({
  loc: v.array(ValidationErrorLocItem),
  msg: string,
  type: string,
});
/** One value a server found at fault. */
export type ValidationError = v.InferOutput<typeof ValidationError>;

/** The values of a request a server found at fault. */
export const HTTPValidationError = tolerant({
  detail: v.nullish(v.array(ValidationError)),
});
/** The values of a request a server found at fault. */
export type HTTPValidationError = v.InferOutput<typeof HTTPValidationError>;
