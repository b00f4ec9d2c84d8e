import * as v from 'valibot';
import { AssistantEnd } from './assistant-end';
import { AssistantMessage } from './assistant-message';
import { AssistantProsody } from './assistant-prosody';
import { ChatMetadata } from './chat-metadata';
import { ToolCallMessage } from './tool-call-message';
import { ToolErrorMessage } from './tool-error-message';
import { ToolResponseMessage } from './tool-response-message';
import { UserInterruption } from './user-interruption';
import { UserMessage } from './user-message';
import { WebSocketError } from './web-socket-error';

/** Every server message but {@link AudioOutput}: what a transcript or a log is made of. */
export const JsonMessage = v.variant('type', [
  AssistantEnd,
  AssistantMessage,
  AssistantProsody,
  ChatMetadata,
  WebSocketError,
  UserInterruption,
  UserMessage,
  ToolCallMessage,
  ToolResponseMessage,
  ToolErrorMessage,
]);
/** Every server message but {@link AudioOutput}: what a transcript or a log is made of. */
export type JsonMessage = v.InferOutput<typeof JsonMessage>;
