import * as v from 'valibot';
import { integer, tolerant } from '../schema.ts';

/** Whether the assistant speaks up after `interval_secs` seconds of silence. */
export const PostedNudgeSpec = tolerant({
  enabled: v.nullish(v.boolean()),
  interval_secs: v.nullish(integer),
});
/** Whether the assistant speaks up after `interval_secs` seconds of silence. */
export type PostedNudgeSpec = v.InferOutput<typeof PostedNudgeSpec>;

/** Whether the assistant speaks up after `interval_secs` seconds of silence. */
export const ReturnNudgeSpec = tolerant({
  enabled: v.boolean(),
  interval_secs: v.nullish(integer),
});
/** Whether the assistant speaks up after `interval_secs` seconds of silence. */
export type ReturnNudgeSpec = v.InferOutput<typeof ReturnNudgeSpec>;
