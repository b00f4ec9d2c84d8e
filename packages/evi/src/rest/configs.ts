import * as v from 'valibot';
import { integer, optionalString, string, tolerant } from '../schema.ts';
import { PostedBuiltinTool, PostedUserDefinedToolSpec, ReturnBuiltinTool } from './config-tools.ts';
import { PostedWebhookSpec, ReturnWebhookSpec } from './config-webhooks.ts';
import { PostedEventMessageSpecs, ReturnEventMessageSpecs } from './event-messages.ts';
import {
  PostedEllmModel,
  PostedLanguageModel,
  ReturnEllmModel,
  ReturnLanguageModel,
} from './language-model.ts';
import { PostedNudgeSpec, ReturnNudgeSpec } from './nudges.ts';
import { PromptExpansionSpec, ReturnPrompt } from './prompts.ts';
import { PostedTimeoutSpecs, ReturnTimeoutSpecs } from './timeouts.ts';
import { ReturnUserDefinedTool } from './tools.ts';
import {
  PostedInterruptionSpec,
  PostedTurnDetectionSpec,
  ReturnInterruptionSpec,
  ReturnTurnDetectionSpec,
} from './turn-detection.ts';
import { ReturnVoice, VoiceRef } from './voice.ts';

/** The prompt to use: by id and version, or as text that becomes a new prompt. */
export const PostedConfigPromptSpec = tolerant({
  id: optionalString,
  version: v.nullish(integer),
  text: optionalString,
  prompt_expansion: v.nullish(PromptExpansionSpec),
});
/** The prompt to use: by id and version, or as text that becomes a new prompt. */
export type PostedConfigPromptSpec = v.InferOutput<typeof PostedConfigPromptSpec>;

/**
 * The next version of a config. Fields and values that this package does not know pass, for the server to judge; its type takes the
 * known fields alone, so that a misspelt one is found by the compiler.
 */
export const PostedConfigVersion = tolerant({
  evi_version: string,
  version_description: optionalString,
  prompt: v.nullish(PostedConfigPromptSpec),
  voice: v.nullish(VoiceRef),
  language_model: v.nullish(PostedLanguageModel),
  ellm_model: v.nullish(PostedEllmModel),
  tools: v.nullish(v.array(v.nullish(PostedUserDefinedToolSpec))),
  builtin_tools: v.nullish(v.array(v.nullish(PostedBuiltinTool))),
  event_messages: v.nullish(PostedEventMessageSpecs),
  timeouts: v.nullish(PostedTimeoutSpecs),
  nudges: v.nullish(PostedNudgeSpec),
  turn_detection: v.nullish(PostedTurnDetectionSpec),
  interruption: v.nullish(PostedInterruptionSpec),
  webhooks: v.nullish(v.array(v.nullish(PostedWebhookSpec))),
});
/** The next version of a config. */
export type PostedConfigVersion = v.InferOutput<typeof PostedConfigVersion>;

/** A new config: prompt, voice, models, tools and behaviour of a chat. */
export const PostedConfig = tolerant({ name: string, ...PostedConfigVersion.entries });
/** A new config: prompt, voice, models, tools and behaviour of a chat. */
export type PostedConfig = v.InferOutput<typeof PostedConfig>;

/** One version of a config. Times in milliseconds since the epoch; versions count from 0. */
export const ReturnConfig = tolerant({
  name: optionalString,
  id: optionalString,
  version: v.nullish(integer),
  tools: v.nullish(v.array(v.nullish(ReturnUserDefinedTool))),
  version_description: optionalString,
  language_model: v.nullish(ReturnLanguageModel),
  builtin_tools: v.nullish(v.array(v.nullish(ReturnBuiltinTool))),
  evi_version: optionalString,
  timeouts: v.nullish(ReturnTimeoutSpecs),
  nudges: v.nullish(ReturnNudgeSpec),
  turn_detection: v.nullish(ReturnTurnDetectionSpec),
  interruption: v.nullish(ReturnInterruptionSpec),
  event_messages: v.nullish(ReturnEventMessageSpecs),
  ellm_model: v.nullish(ReturnEllmModel),
  voice: v.nullish(ReturnVoice),
  prompt: v.nullish(ReturnPrompt),
  webhooks: v.nullish(v.array(v.nullish(ReturnWebhookSpec))),
  created_on: v.nullish(integer),
  modified_on: v.nullish(integer),
});
/** One version of a config. Times in milliseconds since the epoch; versions count from 0. */
export type ReturnConfig = v.InferOutput<typeof ReturnConfig>;

/** A page of configs or of a config's versions. Pages count from 0. */
export const ReturnPagedConfigs = tolerant({
  page_number: v.nullish(integer),
  page_size: v.nullish(integer),
  total_pages: integer,
  configs_page: v.nullish(v.array(ReturnConfig)),
});
/** A page of configs or of a config's versions. Pages count from 0. */
export type ReturnPagedConfigs = v.InferOutput<typeof ReturnPagedConfigs>;

/** A config by id and version. */
export const ReturnConfigSpec = tolerant({
  id: string,
  version: v.nullish(integer),
});
/** A config by id and version. */
export type ReturnConfigSpec = v.InferOutput<typeof ReturnConfigSpec>;
