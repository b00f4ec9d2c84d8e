import * as v from 'valibot';
import { tolerant } from '../schema';

/** Text the assistant is to speak. Comes back as an {@link AssistantMessage} with `from_text: true`. */
export const AssistantInput = tolerant({
  type: v.literal('assistant_input'),
  custom_session_id: v.nullish(v.string()),
  text: v.string(),
});
/** Text the assistant is to speak. Comes back as an {@link AssistantMessage} with `from_text: true`. */
export type AssistantInput = v.InferOutput<typeof AssistantInput>;
