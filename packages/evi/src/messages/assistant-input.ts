import * as v from 'valibot';
import { optionalString, string, tolerant } from '../schema.ts';

/** Text the assistant is to speak. Comes back as an {@link AssistantMessage} with `from_text: true`. */
export const AssistantInput = tolerant({
  type: v.literal('assistant_input'),
  custom_session_id: optionalString,
  text: string,
});
/** Text the assistant is to speak. Comes back as an {@link AssistantMessage} with `from_text: true`. */
export type AssistantInput = v.InferOutput<typeof AssistantInput>;
