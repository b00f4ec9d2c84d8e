export { createServer } from './server.ts';
export type { RunningServer, ServerOptions, VoiceServer } from './server.ts';
export { ServerError } from './base/server-error.ts';
export type { ServerErrorReason } from './base/server-error.ts';
export type { ChatConfigInput } from './dialogue/chat-config.ts';
export type { Clock } from './base/clock.ts';
export type { Health } from './http/app.ts';
export type { ImportReport } from './http/rest/import-export.ts';
export type { TokenScope } from './http/access/credentials.ts';
export type { PublicUrlOptions } from './http/access/public-url.ts';
export type { TlsOptions } from './http/server/tls.ts';
export type { ApiKeyPair } from './base/key-pair.ts';
export type { Limits } from './http/server/limits.ts';
export type { Log, LogEntry } from './base/log.ts';

export { createChatCompletionsResponder } from './replies/language-model/chat-completions.ts';
export type { ChatCompletionsOptions } from './replies/language-model/chat-completions.ts';
export { createCustomLanguageModel } from './replies/language-model/custom-language-model.ts';
export type { CustomLanguageModelOptions } from './replies/language-model/custom-language-model.ts';
export { createLanguageModelResponder } from './replies/language-model/given-language-model.ts';
export type {
  LanguageModel,
  LanguageModelCall,
  LanguageModelResponderOptions,
} from './replies/language-model/given-language-model.ts';
export type { LanguageModelMessage } from './replies/language-model/language-model-prompt.ts';
export { createSpeechEndpoint } from './engines/synthesis/speech-endpoint.ts';
export type { SpeechEndpointOptions } from './engines/synthesis/speech-endpoint.ts';
export { createTranscriptionEndpoint } from './engines/recognition/transcription-endpoint.ts';
export type { TranscriptionEndpointOptions } from './engines/recognition/transcription-endpoint.ts';
export { createExpressionEndpoint } from './engines/expressions/expression-endpoint.ts';
export type { ExpressionEndpointOptions } from './engines/expressions/expression-endpoint.ts';
export type { EngineOptions } from './engines/start-engines.ts';
export type { Engines } from './engines/engines.ts';
export type { RecogniserName } from './engines/recognition/choose-recogniser.ts';
export type { Pcm } from './audio/pcm.ts';
export type { Prosody } from './engines/expressions/prosody.ts';
export type {
  Recogniser,
  Recognition,
  RecognitionOptions,
  Transcript,
} from './engines/recognition/recogniser.ts';
export type {
  Occasion,
  ReplyRequest,
  Responder,
  ToolBox,
  ToolOffer,
  ToolOutcome,
} from './replies/responder.ts';
export type { SpokenTurn, ToolCall, ToolTurn, Turn } from './base/conversation-turn.ts';
export type { SynthesisedSpeech, Synthesiser } from './engines/synthesis/synthesiser.ts';
export type {
  VoiceActivity,
  VoiceActivityDetector,
} from './engines/voice-activity/voice-activity.ts';
export type { RealtimeUpstream } from '@vivavoce/realtime/upstream';
export type { WebSearch } from './replies/web-search.ts';
