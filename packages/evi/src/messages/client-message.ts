import type * as v from 'valibot';
import { messageUnion } from '../schema.ts';
import { AssistantInput } from './assistant-input.ts';
import { AudioInput } from './audio-input.ts';
import { PauseAssistantMessage } from './pause-assistant-message.ts';
import { ResumeAssistantMessage } from './resume-assistant-message.ts';
import { SessionSettings } from './session-settings.ts';
import { ToolErrorMessage } from './tool-error-message.ts';
import { ToolResponseMessage } from './tool-response-message.ts';
import { UserInput } from './user-input.ts';

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
