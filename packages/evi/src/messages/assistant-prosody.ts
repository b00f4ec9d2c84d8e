import * as v from 'valibot';
import { optionalString, tolerant } from '../schema.ts';
import { Inference } from './inference.ts';

/** Expression scores for the sentence with this `id`. */
export const AssistantProsody = tolerant({
  type: v.literal('assistant_prosody'),
  custom_session_id: optionalString,
  id: optionalString,
  models: Inference,
});
/** Expression scores for the sentence with this `id`. */
export type AssistantProsody = v.InferOutput<typeof AssistantProsody>;
