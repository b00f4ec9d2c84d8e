import * as v from 'valibot';
import { AssistantEnd } from './assistant-end';
import { AssistantMessage } from './assistant-message';
import { AssistantProsody } from './assistant-prosody';
import { AudioOutput } from './audio-output';
import { ChatMetadata } from './chat-metadata';
import { ToolCallMessage } from './tool-call-message';
import { ToolErrorMessage } from './tool-error-message';
import { ToolResponseMessage } from './tool-response-message';
import { UserInterruption } from './user-interruption';
import { UserMessage } from './user-message';
import { WebSocketError } from './web-socket-error';

/** The 11 messages a server sends, the most frequent first: decoding looks them up in this order. */
export const serverMessages = [
  AudioOutput,
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

/** Any of the 11 messages a server sends, told apart by `type`. */
export const ServerMessage = v.variant('type', serverMessages);
/** Any of the 11 messages a server sends, told apart by `type`. */
export type ServerMessage = v.InferOutput<typeof ServerMessage>;
