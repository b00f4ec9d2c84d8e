export { expressionNames, type ExpressionName } from './emotions/expression-names.ts';
export {
  expressionGroups,
  expressionLabelKey,
  expressionGroup,
  describeExpressions,
  type ExpressionGroup,
  type ExpressionLabelKey,
  type ExpressionInfo,
} from './emotions/expression-groups.ts';
export {
  topExpressions,
  smoothScores,
  differenceOfScores,
  summarizeScores,
  type ExpressionScores,
  type ExpressionScore,
  type WeightedScores,
  type EmotionSummary,
} from './emotions/emotion-tools.ts';

export { AssistantEnd } from './messages/assistant-end.ts';
export { AssistantInput } from './messages/assistant-input.ts';
export { AssistantMessage } from './messages/assistant-message.ts';
export { AssistantProsody } from './messages/assistant-prosody.ts';
export { AudioInput } from './messages/audio-input.ts';
export { AudioOutput } from './messages/audio-output.ts';
export { ChatMessageToolResult, ChatMessage } from './messages/chat-message.ts';
export { ChatMetadata } from './messages/chat-metadata.ts';
export { ClientMessage } from './messages/client-message.ts';
export { EmotionScores, ProsodyInference, Inference } from './messages/inference.ts';
export { JsonMessage } from './messages/json-message.ts';
export { PauseAssistantMessage } from './messages/pause-assistant-message.ts';
export { ResumeAssistantMessage } from './messages/resume-assistant-message.ts';
export {
  ConnectSessionSettings,
  ConnectSessionSettingsAudio,
  ConnectSessionSettingsContext,
  ConnectSessionSettingsVariablesValue,
} from './messages/connect-session-settings.ts';
export { ControlPlanePublishEvent } from './messages/control-plane-publish-event.ts';
export { SubscribeEvent } from './messages/subscribe-event.ts';
export { Role } from './messages/role.ts';
export { ServerMessage } from './messages/server-message.ts';
export {
  Encoding,
  AudioConfiguration,
  ContextType,
  Context,
  SessionSettingsVariablesValue,
  SessionSettings,
} from './messages/session-settings.ts';
export { ToolType, BuiltInTool, BuiltinToolConfig, Tool } from './messages/tool.ts';
export { ToolCallMessage } from './messages/tool-call-message.ts';
export { ErrorLevel, ToolErrorMessage } from './messages/tool-error-message.ts';
export { ToolResponseMessage } from './messages/tool-response-message.ts';
export { UserInput } from './messages/user-input.ts';
export { UserInterruption } from './messages/user-interruption.ts';
export { MillisecondInterval, UserMessage } from './messages/user-message.ts';
export { WebSocketError } from './messages/web-socket-error.ts';

export type { DecodeErrorReason, DecodeError, DecodeResult } from './codec/decode-result.ts';
export { decodeMessage } from './codec/decode-message.ts';
export { readMessage } from './codec/read-message.ts';
export { decodeClientMessage } from './codec/decode-client-message.ts';
export { encodeMessage, encodeServerMessage } from './codec/encode-message.ts';
export {
  tryEncodeMessage,
  tryEncodeServerMessage,
  type EncodeErrorReason,
  type EncodeError,
  type EncodeResult,
} from './codec/try-encode.ts';

export { bytesToBase64, base64ToBytes } from './binary/base64.ts';
export {
  floatToLinear16,
  linear16ToFloat,
  linear16ToBytes,
  bytesToLinear16,
  linear16ToBase64,
  base64ToLinear16,
} from './binary/linear16.ts';
export { readWav, type Wav, type WavProblem } from './binary/wav.ts';
export { WavStream } from './binary/wav-stream.ts';

export {
  officialBaseUrl,
  localBaseUrl,
  chatUrl,
  controlPlaneUrl,
  type ChatUrlOptions,
} from './chat/chat-url.ts';
export { redactUrl } from './chat/redact-url.ts';

export {
  ReturnChatAudioReconstructionStatus,
  ReturnChatAudioReconstruction,
} from './rest/chat-audio.ts';
export { ReturnChatEventRole, ReturnChatEventType, ReturnChatEvent } from './rest/chat-events.ts';
export {
  ReturnChatGroup,
  ReturnPagedChatGroupsPaginationDirection,
  ReturnPagedChatGroups,
  ReturnChatGroupPagedChatsPaginationDirection,
  ReturnChatGroupPagedChats,
  ReturnChatGroupPagedEventsPaginationDirection,
  ReturnChatGroupPagedEvents,
  ReturnChatGroupPagedAudioReconstructionsPaginationDirection,
  ReturnChatGroupPagedAudioReconstructions,
} from './rest/chat-groups.ts';
export {
  ReturnChatStatus,
  ReturnChat,
  ReturnPagedChatsPaginationDirection,
  ReturnPagedChats,
  ReturnChatPagedEventsStatus,
  ReturnChatPagedEventsPaginationDirection,
  ReturnChatPagedEvents,
} from './rest/chats.ts';
export {
  PostedUserDefinedToolSpec,
  PostedBuiltinToolName,
  PostedBuiltinTool,
  ReturnBuiltinToolToolType,
  ReturnBuiltinTool,
} from './rest/config-tools.ts';
export {
  PostedWebhookEventType,
  PostedWebhookSpec,
  ReturnWebhookEventType,
  ReturnWebhookSpec,
} from './rest/config-webhooks.ts';
export {
  PostedConfigPromptSpec,
  PostedConfigVersion,
  PostedConfig,
  ReturnConfig,
  ReturnPagedConfigs,
  ReturnConfigSpec,
} from './rest/configs.ts';
export {
  ErrorResponse,
  ValidationErrorLocItem,
  ValidationError,
  HTTPValidationError,
} from './rest/errors.ts';
export {
  PostedEventMessageSpec,
  PostedEventMessageSpecs,
  ReturnEventMessageSpec,
  ReturnEventMessageSpecs,
} from './rest/event-messages.ts';
export {
  LanguageModelType,
  ModelProviderEnum,
  PostedLanguageModel,
  ReturnLanguageModel,
  PostedEllmModel,
  ReturnEllmModel,
} from './rest/language-model.ts';
export { PostedNudgeSpec, ReturnNudgeSpec } from './rest/nudges.ts';
export {
  PromptExpansionSpec,
  ReturnPromptVersionType,
  ReturnPrompt,
  ReturnPagedPrompts,
  PostedPromptVersion,
  PostedPrompt,
} from './rest/prompts.ts';
export {
  PostedTimeoutSpec,
  PostedTimeoutSpecsInactivity,
  PostedTimeoutSpecsMaxDuration,
  PostedTimeoutSpecs,
  ReturnTimeoutSpec,
  ReturnTimeoutSpecs,
} from './rest/timeouts.ts';
export {
  ReturnUserDefinedToolToolType,
  ReturnUserDefinedToolVersionType,
  ReturnUserDefinedTool,
  ReturnPagedUserDefinedTools,
  PostedUserDefinedToolVersion,
  PostedUserDefinedTool,
} from './rest/tools.ts';
export {
  InterruptionSpec,
  TurnDetectionSpec,
  PostedInterruptionSpec,
  PostedTurnDetectionSpec,
  ReturnInterruptionSpec,
  ReturnTurnDetectionSpec,
} from './rest/turn-detection.ts';
export { PostedName, PostedVersionDescription } from './rest/versions.ts';
export { VoiceProvider, VoiceId, VoiceName, VoiceRef, ReturnVoice } from './rest/voice.ts';

export { createEviClient, type EviClientOptions, type EviClient } from './client/evi-client.ts';
export type {
  ListVersionsQuery,
  ListQuery,
  VersionedResource,
} from './client/versioned-resource.ts';
export type {
  OrderedQuery,
  ChatStatusQuery,
  ListChatGroupsQuery,
  ListChatsQuery,
  ChatsResource,
  ChatGroupsResource,
} from './client/chat-resources.ts';
export type {
  ConnectedChat,
  ConnectToChatOptions,
  ControlPlaneResource,
  SocketLike,
} from './client/control-plane.ts';
export type { Paged, PageInfo, PageQuery } from './client/paged.ts';
export type { HttpOptions, RequestOptions } from './client/http.ts';
export { EviError, type EviErrorReason, type EviErrorDetails } from './client/evi-error.ts';

export { AccessToken } from './tokens/access-token.ts';
export {
  createTokenHandler,
  type TokenHandlerOptions,
  type TokenHandler,
} from './tokens/token-handler.ts';
export {
  createTokenSource,
  type TokenSourceOptions,
  type TokenSource,
} from './tokens/token-source.ts';
export { tokenCredentials, type TokenCredentialsOptions } from './tokens/token-credentials.ts';
export {
  readTokenRoute,
  tellDeveloper,
  thrownBy,
  TokenError,
  tokenFault,
  type TokenFault,
} from './tokens/token-error.ts';
export type { TokenCacheOptions } from './tokens/token-cache.ts';

export {
  WebhookEventChatStatus,
  WebhookEventChatStartType,
  WebhookEventBase,
  WebhookEventChatStarted,
  WebhookEventChatEnded,
  WebhookEventToolCall,
  WebhookEvent,
} from './webhooks/webhook-events.ts';
export {
  verifyWebhook,
  type WebhookRejection,
  type WebhookResult,
  type VerifyWebhookOptions,
} from './webhooks/verify-webhook.ts';
export {
  webhookTimestampHeader,
  webhookSignatureHeader,
  signWebhook,
} from './webhooks/webhook-signature.ts';
