export { createServer } from './server.ts';
export type { RunningServer, ServerOptions, VoiceServer } from './server.ts';
export { ServerError } from './server-error.ts';
export type { ServerErrorReason } from './server-error.ts';
export type { ChatConfigInput } from './chat/chat-config.ts';
export type { Clock } from './clock.ts';
export type { Health } from './http/app.ts';
export type { ImportReport } from './http/import-export.ts';
export type { TokenScope } from './http/credentials.ts';
export type { PublicUrlOptions } from './http/public-url.ts';
export type { TlsOptions } from './http/tls.ts';
export type { ApiKeyPair } from './key-pair.ts';
export type { Limits } from './http/limits.ts';
export type { Log, LogEntry } from './log.ts';

export { createChatCompletionsResponder } from './speech/chat-completions.ts';
export type { ChatCompletionsOptions } from './speech/chat-completions.ts';
export { createCustomLanguageModel } from './speech/custom-language-model.ts';
export type { CustomLanguageModelOptions } from './speech/custom-language-model.ts';
export { createSpeechEndpoint } from './speech/speech-endpoint.ts';
export type { SpeechEndpointOptions } from './speech/speech-endpoint.ts';
export { createTranscriptionEndpoint } from './speech/transcription-endpoint.ts';
export type { TranscriptionEndpointOptions } from './speech/transcription-endpoint.ts';
export type { EngineOptions } from './speech/start-engines.ts';
export type { Engines } from './speech/engines.ts';
export type { RecogniserName } from './speech/choose-recogniser.ts';
export type { Prosody } from './speech/prosody.ts';
export type {
  Recogniser,
  Recognition,
  RecognitionOptions,
  Transcript,
} from './speech/recogniser.ts';
export type {
  Occasion,
  ReplyRequest,
  Responder,
  SpokenTurn,
  ToolBox,
  ToolCall,
  ToolOffer,
  ToolOutcome,
  ToolTurn,
  Turn,
} from './speech/responder.ts';
export type { SynthesisedSpeech, Synthesiser } from './speech/synthesiser.ts';
export type { VoiceActivity, VoiceActivityDetector } from './speech/voice-activity.ts';
export type { WebSearch } from './speech/web-search.ts';
