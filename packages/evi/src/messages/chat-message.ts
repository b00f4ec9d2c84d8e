import * as v from 'valibot';
import { open, optionalString, tolerant } from '../schema.ts';
import { Role } from './role.ts';
import { ToolCallMessage } from './tool-call-message.ts';
import { ToolErrorMessage } from './tool-error-message.ts';
import { ToolResponseMessage } from './tool-response-message.ts';

/** How a tool call ended. */
export const ChatMessageToolResult = v.union([ToolResponseMessage, ToolErrorMessage]);
/** How a tool call ended. */
export type ChatMessageToolResult = v.InferOutput<typeof ChatMessageToolResult>;

/** The words of a message and who they are from. */
export const ChatMessage = tolerant({
  content: optionalString,
  role: open(Role),
  tool_call: v.nullish(ToolCallMessage),
  tool_result: v.nullish(ChatMessageToolResult),
});
/** The words of a message and who they are from. */
export type ChatMessage = v.InferOutput<typeof ChatMessage>;
