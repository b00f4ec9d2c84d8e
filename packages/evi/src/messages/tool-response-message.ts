import * as v from 'valibot';
import { open, optionalString, string, tolerant } from '../schema.ts';
import { ToolType } from './tool.ts';

/** What a tool answered, for the model. Sent by the client and echoed by the server. */
export const ToolResponseMessage = tolerant({
  type: v.literal('tool_response'),
  content: string,
  custom_session_id: optionalString,
  tool_call_id: string,
  tool_name: optionalString,
  tool_type: v.nullish(open(ToolType)),
});
/** What a tool answered, for the model. Sent by the client and echoed by the server. */
export type ToolResponseMessage = v.InferOutput<typeof ToolResponseMessage>;
