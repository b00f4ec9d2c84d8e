import * as v from 'valibot';
import { tolerant } from '../schema';

/** Typed text, treated as if the user had said it. Comes back as a {@link UserMessage} with `from_text: true`. */
export const UserInput = tolerant({
  type: v.literal('user_input'),
  custom_session_id: v.nullish(v.string()),
  text: v.string(),
});
/** Typed text, treated as if the user had said it. Comes back as a {@link UserMessage} with `from_text: true`. */
export type UserInput = v.InferOutput<typeof UserInput>;
