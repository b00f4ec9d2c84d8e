import * as v from 'valibot';
import { integer, open, optionalString, string, tolerant } from '../schema.ts';

/** A tool to use, the latest version when none is named. */
export const PostedUserDefinedToolSpec = tolerant({
  id: string,
  version: v.nullish(integer),
});
/** A tool to use, the latest version when none is named. */
export type PostedUserDefinedToolSpec = v.InferOutput<typeof PostedUserDefinedToolSpec>;

/** The built-in tools a config may use. */
export const PostedBuiltinToolName = v.picklist(['web_search', 'hang_up']);
/** The built-in tools a config may use. */
export type PostedBuiltinToolName = v.InferOutput<typeof PostedBuiltinToolName>;

/** A built-in tool to use; `fallback_content` goes to the model when it fails. */
export const PostedBuiltinTool = tolerant({
  name: open(PostedBuiltinToolName),
  fallback_content: optionalString,
});
/** A built-in tool to use; `fallback_content` goes to the model when it fails. */
export type PostedBuiltinTool = v.InferOutput<typeof PostedBuiltinTool>;

/** Whether the server brings the tool along (`BUILTIN`) or the developer answers it (`FUNCTION`). */
export const ReturnBuiltinToolToolType = v.picklist(['BUILTIN', 'FUNCTION']);
/** Whether the server brings the tool along (`BUILTIN`) or the developer answers it (`FUNCTION`). */
export type ReturnBuiltinToolToolType = v.InferOutput<typeof ReturnBuiltinToolToolType>;

/** A built-in tool in use. */
export const ReturnBuiltinTool = tolerant({
  tool_type: open(ReturnBuiltinToolToolType),
  name: string,
  fallback_content: optionalString,
});
/** A built-in tool in use. */
export type ReturnBuiltinTool = v.InferOutput<typeof ReturnBuiltinTool>;
