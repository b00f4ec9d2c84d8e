import type * as v from 'valibot';
import { messageUnion } from '../schema';
import { AssistantInput } from './assistant-input';
import { AudioInput } from './audio-input';
import { PauseAssistantMessage } from './pause-assistant-message';
import { ResumeAssistantMessage } from './resume-assistant-message';
import { SessionSettings } from './session-settings';
import { ToolErrorMessage } from './tool-error-message';
import { ToolResponseMessage } from './tool-response-message';
import { UserInput } from './user-input';

/** The 8 messages a client sends, the most frequent first: decoding looks them up in this order. */
export const clientMessages = [
  AudioInput,
  SessionSettings,
  UserInput,
  AssistantInput,
  ToolResponseMessage,
  ToolErrorMessage,
  PauseAssistantMessage,
  ResumeAssistantMessage,
] as const;

/** Any of the 8 messages a client sends, told apart by `type`. */
export const ClientMessage = messageUnion(clientMessages);
/** Any of the 8 messages a client sends, told apart by `type`. */
export type ClientMessage = v.InferOutput<typeof ClientMessage>;
