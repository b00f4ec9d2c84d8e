export { openai } from './openai/openai.ts';
export type { OpenAIOptions } from './openai/openai.ts';
export type { OpenAISettings } from './openai/openai-model.ts';
export { gemini } from './gemini/gemini.ts';
export type { GeminiOptions } from './gemini/gemini.ts';
export type { GeminiSettings } from './gemini/gemini-model.ts';
export { fromModel } from './model/from-model.ts';
export type { ServiceOptions } from './service.ts';
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
