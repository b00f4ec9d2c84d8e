import * as v from 'valibot';
import { optionalString, tolerant } from '../schema.ts';

/** Replies again, to the last thing the user said, with the rest as context. */
export const ResumeAssistantMessage = tolerant({
  type: v.literal('resume_assistant_message'),
  custom_session_id: optionalString,
});
/** Replies again, to the last thing the user said, with the rest as context. */
export type ResumeAssistantMessage = v.InferOutput<typeof ResumeAssistantMessage>;
