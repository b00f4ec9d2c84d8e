import * as v from 'valibot';
import { integer, noArray, open, optionalString, tolerant } from '../schema.ts';
import { ContextType, Encoding, SessionSettingsVariablesValue } from './session-settings.ts';

/** Fills one `{{name}}` place of the prompt. */
export const ConnectSessionSettingsVariablesValue = v.union([
  ...SessionSettingsVariablesValue.options,
]);
/** Fills one `{{name}}` place of the prompt. */
export type ConnectSessionSettingsVariablesValue = v.InferOutput<
  typeof ConnectSessionSettingsVariablesValue
>;

/** How the audio the client sends is to be read. */
export const ConnectSessionSettingsAudio = tolerant({
  channels: v.nullish(integer),
  encoding: v.nullish(open(Encoding)),
  sample_rate: v.nullish(integer),
});
/** How the audio the client sends is to be read. */
export type ConnectSessionSettingsAudio = v.InferOutput<typeof ConnectSessionSettingsAudio>;

/** Text appended to the user's messages before the model sees them. */
export const ConnectSessionSettingsContext = tolerant({
  text: optionalString,
  type: v.nullish(open(ContextType)),
});
/** Text appended to the user's messages before the model sees them. */
export type ConnectSessionSettingsContext = v.InferOutput<typeof ConnectSessionSettingsContext>;

/** The settings that fit into the address of the chat socket, and so hold before the first word. */
export const ConnectSessionSettings = tolerant({
  audio: v.nullish(ConnectSessionSettingsAudio),
  context: v.nullish(ConnectSessionSettingsContext),
  custom_session_id: optionalString,
  event_limit: v.nullish(integer),
  language_model_api_key: optionalString,
  system_prompt: optionalString,
  voice_id: optionalString,
  variables: v.nullish(noArray(v.record(v.string(), ConnectSessionSettingsVariablesValue))),
});
/** The settings that fit into the address of the chat socket, and so hold before the first word. */
export type ConnectSessionSettings = v.InferOutput<typeof ConnectSessionSettings>;
