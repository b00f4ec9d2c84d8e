import * as v from 'valibot';
import { optionalString, tolerant } from '../schema.ts';
import { ChatMessage } from './chat-message.ts';
import { Inference } from './inference.ts';

/**
 * One sentence of the assistant's reply; its sound follows as {@link AudioOutput} with the same `id`. A quick response is said before
 * the model has answered.
 */
export const AssistantMessage = tolerant({
  type: v.literal('assistant_message'),
  custom_session_id: optionalString,
  from_text: v.boolean(),
  id: optionalString,
  is_quick_response: v.nullish(v.boolean()),
  language: optionalString,
  message: ChatMessage,
  models: Inference,
});
/**
 * One sentence of the assistant's reply; its sound follows as {@link AudioOutput} with the same `id`. A quick response is said before
 * the model has answered.
 */
export type AssistantMessage = v.InferOutput<typeof AssistantMessage>;
