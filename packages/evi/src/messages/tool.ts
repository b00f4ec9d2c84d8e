import * as v from 'valibot';
import { open, optionalString, string, tolerant } from '../schema.ts';

/** `function` tools are answered by the client, `builtin` ones by the server itself. */
export const ToolType = v.picklist(['builtin', 'function']);
/** `function` tools are answered by the client, `builtin` ones by the server itself. */
export type ToolType = v.InferOutput<typeof ToolType>;

/** A tool the server brings along. `hang_up` closes the socket after a farewell. */
export const BuiltInTool = v.picklist(['web_search', 'hang_up']);
/** A tool the server brings along. `hang_up` closes the socket after a farewell. */
export type BuiltInTool = v.InferOutput<typeof BuiltInTool>;

/** Switches a built-in tool on; `fallback_content` goes to the model when the tool fails. */
export const BuiltinToolConfig = tolerant({
  fallback_content: optionalString,
  name: open(BuiltInTool),
});
/** Switches a built-in tool on; `fallback_content` goes to the model when the tool fails. */
export type BuiltinToolConfig = v.InferOutput<typeof BuiltinToolConfig>;

/** A tool the model may call. `parameters` is a JSON Schema as JSON text; `fallback_content` goes to the model on failure. */
export const Tool = tolerant({
  description: optionalString,
  fallback_content: optionalString,
  name: string,
  parameters: string,
  type: open(ToolType),
});
/** A tool the model may call. `parameters` is a JSON Schema as JSON text; `fallback_content` goes to the model on failure. */
export type Tool = v.InferOutput<typeof Tool>;
