import * as v from 'valibot';
import { integer, open, optionalString, string, tolerant } from '../schema.ts';
import { pageEntries } from './paging.ts';
import { VersionType } from './versions.ts';

/** Whether the server brings the tool along (`BUILTIN`) or the developer answers it (`FUNCTION`). */
export const ReturnUserDefinedToolToolType = v.picklist(['BUILTIN', 'FUNCTION']);
/** Whether the server brings the tool along (`BUILTIN`) or the developer answers it (`FUNCTION`). */
export type ReturnUserDefinedToolToolType = v.InferOutput<typeof ReturnUserDefinedToolToolType>;

/** `FIXED`: this version whatever follows; `LATEST`: always the newest. */
export const ReturnUserDefinedToolVersionType = VersionType;
/** `FIXED`: this version whatever follows; `LATEST`: always the newest. */
export type ReturnUserDefinedToolVersionType = v.InferOutput<
  typeof ReturnUserDefinedToolVersionType
>;

/** One version of a tool. `parameters` is a JSON Schema as JSON text; times in milliseconds since the epoch; versions count from 0. */
export const ReturnUserDefinedTool = tolerant({
  tool_type: open(ReturnUserDefinedToolToolType),
  id: string,
  version: integer,
  version_type: open(ReturnUserDefinedToolVersionType),
  version_description: optionalString,
  name: string,
  created_on: integer,
  modified_on: integer,
  fallback_content: optionalString,
  description: optionalString,
  parameters: string,
});
/** One version of a tool. `parameters` is a JSON Schema as JSON text; times in milliseconds since the epoch; versions count from 0. */
export type ReturnUserDefinedTool = v.InferOutput<typeof ReturnUserDefinedTool>;

/** A page of tools or of a tool's versions. Pages count from 0. */
export const ReturnPagedUserDefinedTools = tolerant({
  ...pageEntries,
  tools_page: v.array(v.nullish(ReturnUserDefinedTool)),
});
/** A page of tools or of a tool's versions. Pages count from 0. */
export type ReturnPagedUserDefinedTools = v.InferOutput<typeof ReturnPagedUserDefinedTools>;

/** The next version of a tool. */
export const PostedUserDefinedToolVersion = tolerant({
  version_description: optionalString,
  description: optionalString,
  parameters: string,
  fallback_content: optionalString,
});
/** The next version of a tool. */
export type PostedUserDefinedToolVersion = v.InferOutput<typeof PostedUserDefinedToolVersion>;

/** A new tool. `parameters` is a JSON Schema as JSON text; `fallback_content` goes to the model when the tool fails. */
export const PostedUserDefinedTool = tolerant({
  name: string,
  ...PostedUserDefinedToolVersion.entries,
});
/** A new tool. `parameters` is a JSON Schema as JSON text; `fallback_content` goes to the model when the tool fails. */
export type PostedUserDefinedTool = v.InferOutput<typeof PostedUserDefinedTool>;
