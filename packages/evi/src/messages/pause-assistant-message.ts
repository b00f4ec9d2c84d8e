import * as v from 'valibot';
import { optionalString, tolerant } from '../schema.ts';

/** No replies from now on; what the user says meanwhile is transcribed and kept. */
export const PauseAssistantMessage = tolerant({
  type: v.literal('pause_assistant_message'),
  custom_session_id: optionalString,
});
/** No replies from now on; what the user says meanwhile is transcribed and kept. */
export type PauseAssistantMessage = v.InferOutput<typeof PauseAssistantMessage>;
