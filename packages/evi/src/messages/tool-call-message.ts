import * as v from 'valibot';
import { open, optionalString, string, tolerant } from '../schema.ts';
import { ToolType } from './tool.ts';

/**
 * The model calls a tool. `parameters` is JSON text. Answer a `function` call with a {@link ToolResponseMessage} or
 * {@link ToolErrorMessage} that bears the same `tool_call_id`; a `builtin` call is the server's own business.
 */
export const ToolCallMessage = tolerant({
  type: v.literal('tool_call'),
  custom_session_id: optionalString,
  name: string,
  parameters: string,
  response_required: v.boolean(),
  tool_call_id: string,
  tool_type: v.nullish(open(ToolType)),
});
/** The model calls a tool. `parameters` is JSON text. */
export type ToolCallMessage = v.InferOutput<typeof ToolCallMessage>;
