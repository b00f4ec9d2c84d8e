import type * as v from 'valibot';
import { messageUnion } from '../schema';
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
