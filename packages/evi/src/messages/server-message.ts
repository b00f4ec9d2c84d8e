import type * as v from 'valibot';
import { messageUnion } from '../schema.ts';
import { AssistantEnd } from './assistant-end.ts';
import { AssistantMessage } from './assistant-message.ts';
import { AssistantProsody } from './assistant-prosody.ts';
import { AudioOutput } from './audio-output.ts';
import { ChatMetadata } from './chat-metadata.ts';
import { ToolCallMessage } from './tool-call-message.ts';
import { ToolErrorMessage } from './tool-error-message.ts';
import { ToolResponseMessage } from './tool-response-message.ts';
import { UserInterruption } from './user-interruption.ts';
import { UserMessage } from './user-message.ts';
import { WebSocketError } from './web-socket-error.ts';

/** What every server sends, the most frequent first: decoding looks them up in this order. */
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

/** The 11 messages a server sends, the most frequent first: decoding looks them up in this order. */
export const serverMessages = [AudioOutput, ...jsonMessages] as const;

/**
 * Any of the 11 messages a server sends, told apart by `type`. What newer servers send beside them is {@link SubscribeEvent}'s; a
 * client that knows these alone meets it as a message of an unknown type.
 */
export const ServerMessage = messageUnion(serverMessages);
/** Any of the 11 messages a server sends, told apart by `type`. */
export type ServerMessage = v.InferOutput<typeof ServerMessage>;
