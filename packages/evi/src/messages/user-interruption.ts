import * as v from 'valibot';
import { integer, tolerant } from '../schema';

/** The user spoke over the assistant: stop its sound at once. `time` is Unix time. */
export const UserInterruption = tolerant({
  type: v.literal('user_interruption'),
  custom_session_id: v.nullish(v.string()),
  time: integer,
});
/** The user spoke over the assistant: stop its sound at once. `time` is Unix time. */
export type UserInterruption = v.InferOutput<typeof UserInterruption>;
