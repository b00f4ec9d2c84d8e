import * as v from 'valibot';
import { optionalString, string, tolerant } from '../schema.ts';

/** `FIXED`: this version whatever follows; `LATEST`: always the newest. */
export const VersionType = v.picklist(['FIXED', 'LATEST']);

/** A new name for a tool, prompt or config, all its versions included. */
export const PostedName = tolerant({
  name: string,
});
/** A new name for a tool, prompt or config, all its versions included. */
export type PostedName = v.InferOutput<typeof PostedName>;

/** A new description for one version; absent or null takes it away. */
export const PostedVersionDescription = tolerant({
  version_description: optionalString,
});
/** A new description for one version; absent or null takes it away. */
export type PostedVersionDescription = v.InferOutput<typeof PostedVersionDescription>;
