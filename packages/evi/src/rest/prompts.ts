import * as v from 'valibot';
import { integer, open, optionalString, string, tolerant } from '../schema.ts';
import { pageEntries } from './paging.ts';
import { VersionType } from './versions.ts';

/** `FIXED`: this version whatever follows; `LATEST`: always the newest. */
export const ReturnPromptVersionType = VersionType;
/** `FIXED`: this version whatever follows; `LATEST`: always the newest. */
export type ReturnPromptVersionType = v.InferOutput<typeof ReturnPromptVersionType>;

/** Whether the server puts instructions of its own before a prompt. */
export const PromptExpansionSpec = tolerant({ enabled: v.nullish(v.boolean()) });
/** Whether the server puts instructions of its own before a prompt. */
export type PromptExpansionSpec = v.InferOutput<typeof PromptExpansionSpec>;

/** One version of a prompt. Times in milliseconds since the epoch; versions count from 0. */
export const ReturnPrompt = tolerant({
  name: string,
  id: string,
  text: string,
  version: integer,
  version_description: optionalString,
  version_type: open(ReturnPromptVersionType),
  created_on: integer,
  modified_on: integer,
  prompt_expansion: v.nullish(PromptExpansionSpec),
});
/** One version of a prompt. Times in milliseconds since the epoch; versions count from 0. */
export type ReturnPrompt = v.InferOutput<typeof ReturnPrompt>;

/** A page of prompts or of a prompt's versions. Pages count from 0. */
export const ReturnPagedPrompts = tolerant({
  ...pageEntries,
  prompts_page: v.array(v.nullish(ReturnPrompt)),
});
/** A page of prompts or of a prompt's versions. Pages count from 0. */
export type ReturnPagedPrompts = v.InferOutput<typeof ReturnPagedPrompts>;

/** The next version of a prompt. */
export const PostedPromptVersion = tolerant({
  version_description: optionalString,
  text: string,
  prompt_expansion: v.nullish(PromptExpansionSpec),
});
/** The next version of a prompt. */
export type PostedPromptVersion = v.InferOutput<typeof PostedPromptVersion>;

/** A new prompt. `{{name}}` in the text is filled from the session's variables. */
export const PostedPrompt = tolerant({ name: string, ...PostedPromptVersion.entries });
/** A new prompt. `{{name}}` in the text is filled from the session's variables. */
export type PostedPrompt = v.InferOutput<typeof PostedPrompt>;
