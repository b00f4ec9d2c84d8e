export { openaiUpstream } from './openai-upstream.ts';
export type { OpenAIUpstreamOptions } from './openai-upstream.ts';
export { geminiUpstream } from './gemini-upstream.ts';
export type { GeminiUpstreamOptions } from './gemini-upstream.ts';
export { fromModel } from '../model/from-model.ts';
export type { RealtimeUpstream, UpstreamAddress, UpstreamOptions } from './upstream.ts';
export type { OpenAISettings } from '../openai/openai-model.ts';
export type { GeminiSettings } from '../gemini/gemini-model.ts';
export type {
  ProtocolConversation,
  ProtocolHost,
  SessionEvent,
  VoiceProtocol,
  WebSocketLike,
} from '@vivavoce/core/worker';
