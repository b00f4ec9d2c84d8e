import * as v from 'valibot';
import { integer, optionalString, string, tolerant } from '../schema.ts';

/** A piece of the assistant's voice: base64 of a whole WAV. `id` is the message's, `index` counts from 0 within it. */
export const AudioOutput = tolerant({
  type: v.literal('audio_output'),
  custom_session_id: optionalString,
  data: string,
  id: string,
  index: integer,
});
/** A piece of the assistant's voice: base64 of a whole WAV. `id` is the message's, `index` counts from 0 within it. */
export type AudioOutput = v.InferOutput<typeof AudioOutput>;
