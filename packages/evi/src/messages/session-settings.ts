import * as v from 'valibot';
import { double, integer, noArray, open, optionalString, string, tolerant } from '../schema.ts';
import { BuiltinToolConfig, Tool } from './tool.ts';

/** `linear16`: signed 16-bit little-endian samples, channels interleaved. */
export const Encoding = v.literal('linear16');
/** `linear16`: signed 16-bit little-endian samples, channels interleaved. */
export type Encoding = v.InferOutput<typeof Encoding>;

/** How the audio the client sends is to be read; must come before the first linear16 chunk. `sample_rate` in Hz. */
export const AudioConfiguration = tolerant({
  channels: integer,
  codec: optionalString,
  encoding: open(Encoding),
  sample_rate: integer,
});
/** How the audio the client sends is to be read; must come before the first linear16 chunk. `sample_rate` in Hz. */
export type AudioConfiguration = v.InferOutput<typeof AudioConfiguration>;

/** `temporary`: for the next reply only; `persistent`: for all that follow. */
export const ContextType = v.picklist(['persistent', 'temporary']);
/** `temporary`: for the next reply only; `persistent`: for all that follow. */
export type ContextType = v.InferOutput<typeof ContextType>;

/** Text appended to the user's messages before the model sees them. */
export const Context = tolerant({
  text: string,
  type: v.nullish(open(ContextType)),
});
/** Text appended to the user's messages before the model sees them. */
export type Context = v.InferOutput<typeof Context>;

/** Fills one `{{name}}` place of the prompt; numbers and booleans become strings there. */
export const SessionSettingsVariablesValue = v.union([string, double, v.boolean()]);
/** Fills one `{{name}}` place of the prompt; numbers and booleans become strings there. */
export type SessionSettingsVariablesValue = v.InferOutput<typeof SessionSettingsVariablesValue>;

/** Changes this chat and no other, at any time. A `context` of null clears the one set before. */
export const SessionSettings = tolerant({
  type: v.literal('session_settings'),
  audio: v.nullish(AudioConfiguration),
  builtin_tools: v.nullish(v.array(BuiltinToolConfig)),
  context: v.nullish(Context),
  custom_session_id: optionalString,
  language_model_api_key: optionalString,
  metadata: v.nullish(noArray(v.record(string, v.unknown()))),
  system_prompt: optionalString,
  tools: v.nullish(v.array(Tool)),
  variables: v.nullish(noArray(v.record(string, SessionSettingsVariablesValue))),
  voice_id: optionalString,
});
/** Changes this chat and no other, at any time. A `context` of null clears the one set before. */
export type SessionSettings = v.InferOutput<typeof SessionSettings>;
