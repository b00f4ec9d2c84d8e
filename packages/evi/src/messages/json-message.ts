import type * as v from 'valibot';
import { messageUnion } from '../schema.ts';
import { AssistantEnd } from './assistant-end.ts';
import { AssistantMessage } from './assistant-message.ts';
import { AssistantProsody } from './assistant-prosody.ts';
import { ChatMetadata } from './chat-metadata.ts';
import { ToolCallMessage } from './tool-call-message.ts';
import { ToolErrorMessage } from './tool-error-message.ts';
import { ToolResponseMessage } from './tool-response-message.ts';
import { UserInterruption } from './user-interruption.ts';
import { UserMessage } from './user-message.ts';
import { WebSocketError } from './web-socket-error.ts';

/** The most frequent first: decoding looks them up in this order. */
export const jsonMessages = [
  UserMessage,
  AssistantMessage,
  AssistantProsody,
  AssistantEnd,
  UserInterruption,
  ToolCallMessage,
  ToolResponseMessage,
  ToolErrorMessage,
  ChatMetadata,
  WebSocketError,
] as const;

/** Every server message but {@link AudioOutput}: what a transcript or a log is made of. */
export const JsonMessage = messageUnion(jsonMessages);
/** Every server message but {@link AudioOutput}: what a transcript or a log is made of. */
export type JsonMessage = v.InferOutput<typeof JsonMessage>;
