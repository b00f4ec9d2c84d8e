export { openai } from './openai/openai.ts';
export type { OpenAIOptions } from './openai/openai.ts';
export type { OpenAISettings } from './openai/openai-model.ts';
export { gemini } from './gemini/gemini.ts';
export type { GeminiOptions } from './gemini/gemini.ts';
export type { GeminiSettings } from './gemini/gemini-model.ts';
export { fromModel } from './model/from-model.ts';
export type { ServiceOptions } from './service.ts';
export { createRealtimeToken } from './token/create-realtime-token.ts';
export type { RealtimeTokenOptions } from './token/create-realtime-token.ts';
export { RealtimeTokenError } from './token/realtime-token-error.ts';
export type { RealtimeTokenReason } from './token/realtime-token-error.ts';
export type { GeminiTokenOptions, OpenAITokenOptions } from './token/mint.ts';
export type { Token } from './token/ask-token.ts';
export type {
  ClientEvent,
  ConversationItem,
  EventReader,
  RealtimeModel,
  RealtimeSetup,
  ServerEvent,
  ServiceModel,
  SessionConfig,
  ToolDefinition,
  Traits,
  TurnTaking,
} from './translator/contract.ts';
