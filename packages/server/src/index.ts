export { createServer } from './server';
export type { RunningServer, ServerOptions, VoiceServer } from './server';
export { ServerError } from './server-error';
export type { ServerErrorReason } from './server-error';
export type { ChatConfigInput } from './chat/chat-config';
export type { Clock } from './clock';
export type { Health } from './http/app';
export type { ApiKeyPair } from './http/credentials';

export { createChatCompletionsResponder } from './speech/chat-completions';
export type { ChatCompletionsOptions } from './speech/chat-completions';
export type { Engines } from './speech/engines';
export type { RecogniserName } from './speech/choose-recogniser';
export type { Prosody } from './speech/prosody';
export type { Recogniser, Recognition, RecognitionOptions, Transcript } from './speech/recogniser';
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
} from './speech/responder';
export type { SynthesisedSpeech, Synthesiser } from './speech/synthesiser';
export type { VoiceActivity, VoiceActivityDetector } from './speech/voice-activity';
export type { WebSearch } from './speech/web-search';
export type { ChatStore, StoredChat } from './store/chat-store';
