import * as v from 'valibot';
import { optionalString, tolerant } from '../schema.ts';

/** The assistant's turn is over. */
export const AssistantEnd = tolerant({
  type: v.literal('assistant_end'),
  custom_session_id: optionalString,
});
/** The assistant's turn is over. */
export type AssistantEnd = v.InferOutput<typeof AssistantEnd>;
