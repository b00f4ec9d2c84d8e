import * as v from 'valibot';
import { integer, tolerant } from '../schema.ts';

/** A timeout of 30 to 1,800 seconds. The ceiling of 1,800 stays when it is switched off. */
export const PostedTimeoutSpec = tolerant({
  enabled: v.boolean(),
  duration_secs: v.nullish(integer),
});
/** A timeout of 30 to 1,800 seconds. The ceiling of 1,800 stays when it is switched off. */
export type PostedTimeoutSpec = v.InferOutput<typeof PostedTimeoutSpec>;

/** How long the user may be silent: 30 to 1,800 seconds, 120 by default at the last servers of EVI, 600 before. */
export const PostedTimeoutSpecsInactivity = PostedTimeoutSpec;
/** How long the user may be silent: 30 to 1,800 seconds, 120 by default at the last servers of EVI, 600 before. */
export type PostedTimeoutSpecsInactivity = v.InferOutput<typeof PostedTimeoutSpecsInactivity>;

/** How long a chat may last: 30 to 1,800 seconds, 1,800 by default. */
export const PostedTimeoutSpecsMaxDuration = PostedTimeoutSpec;
/** How long a chat may last: 30 to 1,800 seconds, 1,800 by default. */
export type PostedTimeoutSpecsMaxDuration = v.InferOutput<typeof PostedTimeoutSpecsMaxDuration>;

/** When the server ends a chat by itself. */
export const PostedTimeoutSpecs = tolerant({
  inactivity: v.nullish(PostedTimeoutSpecsInactivity),
  max_duration: v.nullish(PostedTimeoutSpecsMaxDuration),
});
/** When the server ends a chat by itself. */
export type PostedTimeoutSpecs = v.InferOutput<typeof PostedTimeoutSpecs>;

/** A timeout in seconds. */
export const ReturnTimeoutSpec = tolerant({
  enabled: v.boolean(),
  duration_secs: v.nullish(integer),
});
/** A timeout in seconds. */
export type ReturnTimeoutSpec = v.InferOutput<typeof ReturnTimeoutSpec>;

/** When the server ends a chat by itself. */
export const ReturnTimeoutSpecs = tolerant({
  inactivity: ReturnTimeoutSpec,
  max_duration: ReturnTimeoutSpec,
});
/** When the server ends a chat by itself. */
export type ReturnTimeoutSpecs = v.InferOutput<typeof ReturnTimeoutSpecs>;
