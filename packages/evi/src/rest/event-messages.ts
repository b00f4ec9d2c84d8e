import * as v from 'valibot';
import { optionalString, tolerant } from '../schema.ts';

/** Whether the assistant speaks at an event, and what; without text it makes one up. */
export const PostedEventMessageSpec = tolerant({
  enabled: v.boolean(),
  text: optionalString,
});
/** Whether the assistant speaks at an event, and what; without text it makes one up. */
export type PostedEventMessageSpec = v.InferOutput<typeof PostedEventMessageSpec>;

/** What the assistant says at the start of a chat and before either timeout ends it. */
export const PostedEventMessageSpecs = tolerant({
  on_new_chat: v.nullish(PostedEventMessageSpec),
  on_inactivity_timeout: v.nullish(PostedEventMessageSpec),
  on_max_duration_timeout: v.nullish(PostedEventMessageSpec),
});
/** What the assistant says at the start of a chat and before either timeout ends it. */
export type PostedEventMessageSpecs = v.InferOutput<typeof PostedEventMessageSpecs>;

/** Whether the assistant speaks at an event, and what. */
export const ReturnEventMessageSpec = tolerant({
  enabled: v.boolean(),
  text: optionalString,
});
/** Whether the assistant speaks at an event, and what. */
export type ReturnEventMessageSpec = v.InferOutput<typeof ReturnEventMessageSpec>;

/** What the assistant says at the start of a chat and before either timeout ends it. */
export const ReturnEventMessageSpecs = tolerant({
  on_new_chat: v.nullish(ReturnEventMessageSpec),
  on_inactivity_timeout: v.nullish(ReturnEventMessageSpec),
  on_max_duration_timeout: v.nullish(ReturnEventMessageSpec),
});
/** What the assistant says at the start of a chat and before either timeout ends it. */
export type ReturnEventMessageSpecs = v.InferOutput<typeof ReturnEventMessageSpecs>;
