import * as v from 'valibot';
import { optionalString, string, tolerant } from '../schema.ts';

/** Typed text, treated as if the user had said it. Comes back as a {@link UserMessage} with `from_text: true`. */
export const UserInput = tolerant({
  type: v.literal('user_input'),
  custom_session_id: optionalString,
  text: string,
});
/** Typed text, treated as if the user had said it. Comes back as a {@link UserMessage} with `from_text: true`. */
export type UserInput = v.InferOutput<typeof UserInput>;
