import * as v from 'valibot';
import { integer, optionalString, tolerant } from '../schema.ts';

/** The user spoke over the assistant: stop its sound at once. `time` is Unix time. */
export const UserInterruption = tolerant({
  type: v.literal('user_interruption'),
  custom_session_id: optionalString,
  time: integer,
});
/** The user spoke over the assistant: stop its sound at once. `time` is Unix time. */
export type UserInterruption = v.InferOutput<typeof UserInterruption>;
