import * as v from 'valibot';
import { open, optionalString, string, tolerant } from '../schema.ts';

/** Whether a voice is from the library (`HUME_AI`) or the account's own (`CUSTOM_VOICE`). */
export const VoiceProvider = v.picklist(['HUME_AI', 'CUSTOM_VOICE']);
/** Whether a voice is from the library (`HUME_AI`) or the account's own (`CUSTOM_VOICE`). */
export type VoiceProvider = v.InferOutput<typeof VoiceProvider>;

/** A voice by its id. */
export const VoiceId = tolerant({
  id: string,
  provider: v.nullish(open(VoiceProvider)),
});
/** A voice by its id. */
export type VoiceId = v.InferOutput<typeof VoiceId>;

/** A voice by its name. */
export const VoiceName = tolerant({
  name: string,
  provider: v.nullish(open(VoiceProvider)),
});
/** A voice by its name. */
export type VoiceName = v.InferOutput<typeof VoiceName>;

/** A voice by id or by name. */
export const VoiceRef = v.union([VoiceId, VoiceName]);
/** A voice by id or by name. */
export type VoiceRef = v.InferOutput<typeof VoiceRef>;

/** The voice in use. */
export const ReturnVoice = tolerant({
  id: optionalString,
  name: optionalString,
  provider: v.nullish(open(VoiceProvider)),
  compatible_octave_models: v.nullish(v.array(string)),
});
/** The voice in use. */
export type ReturnVoice = v.InferOutput<typeof ReturnVoice>;
