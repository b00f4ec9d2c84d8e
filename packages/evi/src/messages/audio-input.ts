import * as v from 'valibot';
import { optionalString, string, tolerant } from '../schema.ts';

/** A piece of the user's voice: base64, sent continuously in chunks of 20 to 100 ms. */
export const AudioInput = tolerant({
  type: v.literal('audio_input'),
  custom_session_id: optionalString,
  data: string,
});
/** A piece of the user's voice: base64, sent continuously in chunks of 20 to 100 ms. */
export type AudioInput = v.InferOutput<typeof AudioInput>;
