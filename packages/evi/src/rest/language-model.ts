import * as v from 'valibot';
import { double, open, tolerant } from '../schema.ts';

/** The language models the specification names. `custom-language-model` is the developer's own endpoint. */
export const LanguageModelType = v.picklist([
  'claude-3-7-sonnet-latest',
  'claude-3-5-sonnet-latest',
  'claude-3-5-haiku-latest',
  'claude-3-5-sonnet-20240620',
  'claude-3-opus-20240229',
  'claude-3-sonnet-20240229',
  'claude-3-haiku-20240307',
  'claude-sonnet-4-20250514',
  'us.anthropic.claude-3-5-haiku-20241022-v1:0',
  'us.anthropic.claude-3-5-sonnet-20240620-v1:0',
  'us.anthropic.claude-3-haiku-20240307-v1:0',
  'gpt-oss-120b',
  'qwen-3-235b-a22b',
  'qwen-3-235b-a22b-instruct-2507',
  'qwen-3-235b-a22b-thinking-2507',
  'gemini-1.5-pro',
  'gemini-1.5-flash',
  'gemini-1.5-pro-002',
  'gemini-1.5-flash-002',
  'gemini-2.0-flash',
  'gemini-2.5-flash',
  'gemini-2.5-flash-preview-04-17',
  'gpt-4-turbo',
  'gpt-4-turbo-preview',
  'gpt-3.5-turbo-0125',
  'gpt-3.5-turbo',
  'gpt-4o',
  'gpt-4o-mini',
  'gpt-4.1',
  'gpt-5',
  'gpt-5-mini',
  'gpt-5-nano',
  'gemma-7b-it',
  'llama3-8b-8192',
  'llama3-70b-8192',
  'llama-3.1-70b-versatile',
  'llama-3.3-70b-versatile',
  'llama-3.1-8b-instant',
  'moonshotai/kimi-k2-instruct',
  'accounts/fireworks/models/mixtral-8x7b-instruct',
  'accounts/fireworks/models/llama-v3p1-405b-instruct',
  'accounts/fireworks/models/llama-v3p1-70b-instruct',
  'accounts/fireworks/models/llama-v3p1-8b-instruct',
  'sonar',
  'sonar-pro',
  'sambanova',
  'DeepSeek-R1-Distill-Llama-70B',
  'Llama-4-Maverick-17B-128E-Instruct',
  'Qwen3-32B',
  'ellm',
  'custom-language-model',
  'hume-evi-3-web-search',
  'gpt-4o-priority',
  'gpt-4o-mini-priority',
  'gpt-4.1-priority',
  'gpt-5-priority',
  'gpt-5-mini-priority',
  'gpt-5-nano-priority',
  'claude-opus-4-6',
  'claude-sonnet-4-5-20250929',
  'claude-haiku-4-5-20251001',
  'gpt-5.1',
  'gpt-5.1-priority',
  'gpt-5.2',
  'gpt-5.2-priority',
  'grok-4-fast-non-reasoning-latest',
]);
/** The language models the specification names. `custom-language-model` is the developer's own endpoint. */
export type LanguageModelType = v.InferOutput<typeof LanguageModelType>;

/** Who runs the language model. */
export const ModelProviderEnum = v.picklist([
  'GROQ',
  'OPEN_AI',
  'FIREWORKS',
  'ANTHROPIC',
  'CUSTOM_LANGUAGE_MODEL',
  'GOOGLE',
  'HUME_AI',
  'AMAZON_BEDROCK',
  'PERPLEXITY',
  'SAMBANOVA',
  'CEREBRAS',
  'X_AI',
]);
/** Who runs the language model. */
export type ModelProviderEnum = v.InferOutput<typeof ModelProviderEnum>;

/** The language model to use; `temperature` from 0 to 1. */
export const PostedLanguageModel = tolerant({
  model_provider: v.nullish(open(ModelProviderEnum)),
  model_resource: v.nullish(open(LanguageModelType)),
  temperature: v.nullish(double),
});
/** The language model to use; `temperature` from 0 to 1. */
export type PostedLanguageModel = v.InferOutput<typeof PostedLanguageModel>;

/** The language model in use; `temperature` from 0 to 1. */
export const ReturnLanguageModel = tolerant({
  model_provider: v.nullish(open(ModelProviderEnum)),
  model_resource: v.nullish(open(LanguageModelType)),
  temperature: v.nullish(double),
});
/** The language model in use; `temperature` from 0 to 1. */
export type ReturnLanguageModel = v.InferOutput<typeof ReturnLanguageModel>;

/** Whether the quick first model may answer in short. Default: the server's; the last servers of EVI had it off. */
export const PostedEllmModel = tolerant({
  allow_short_responses: v.nullish(v.boolean()),
});
/** Whether the quick first model may answer in short. Default: the server's; the last servers of EVI had it off. */
export type PostedEllmModel = v.InferOutput<typeof PostedEllmModel>;

/** Whether the quick first model may answer in short. */
export const ReturnEllmModel = tolerant({
  allow_short_responses: v.boolean(),
});
/** Whether the quick first model may answer in short. */
export type ReturnEllmModel = v.InferOutput<typeof ReturnEllmModel>;
