import * as v from 'valibot';
import { open, optionalString, string, tolerant } from '../schema.ts';
import { ToolType } from './tool.ts';

/** How grave a tool's error is. */
export const ErrorLevel = v.literal('warn');
/** How grave a tool's error is. */
export type ErrorLevel = v.InferOutput<typeof ErrorLevel>;

/**
 * A tool failed. `error` is for the developer and is not shown to the model; `content` is the fallback it is given.
 * Sent by the client and echoed by the server.
 */
export const ToolErrorMessage = tolerant({
  type: v.literal('tool_error'),
  code: optionalString,
  content: optionalString,
  custom_session_id: optionalString,
  error: string,
  level: v.nullish(open(ErrorLevel)),
  tool_call_id: string,
  tool_type: v.nullish(open(ToolType)),
});
/** A tool failed. `error` is for the developer, `content` is the fallback given to the model. */
export type ToolErrorMessage = v.InferOutput<typeof ToolErrorMessage>;
