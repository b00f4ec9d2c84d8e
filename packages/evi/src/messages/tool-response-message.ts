import * as v from 'valibot';
import { open, tolerant } from '../schema';
import { ToolType } from './tool';

/** What a tool answered, for the model. Sent by the client and echoed by the server. */
export const ToolResponseMessage = tolerant({
  type: v.literal('tool_response'),
  content: v.string(),
  custom_session_id: v.nullish(v.string()),
  tool_call_id: v.string(),
  tool_name: v.nullish(v.string()),
  tool_type: v.nullish(open(ToolType)),
});
/** What a tool answered, for the model. Sent by the client and echoed by the server. */
export type ToolResponseMessage = v.InferOutput<typeof ToolResponseMessage>;
