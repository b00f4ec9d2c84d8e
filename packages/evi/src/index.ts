export { expressionNames, type ExpressionName } from './emotions/expression-names';
export {
  expressionGroups,
  expressionLabelKey,
  expressionGroup,
  describeExpressions,
  type ExpressionGroup,
  type ExpressionLabelKey,
  type ExpressionInfo,
} from './emotions/expression-groups';
export {
  topExpressions,
  smoothScores,
  differenceOfScores,
  summarizeScores,
  type ExpressionScores,
  type ExpressionScore,
  type WeightedScores,
  type EmotionSummary,
} from './emotions/emotion-tools';

export { AssistantEnd } from './messages/assistant-end';
export { AssistantInput } from './messages/assistant-input';
export { AssistantMessage } from './messages/assistant-message';
export { AssistantProsody } from './messages/assistant-prosody';
export { AudioInput } from './messages/audio-input';
export { AudioOutput } from './messages/audio-output';
export { ChatMessageToolResult, ChatMessage } from './messages/chat-message';
export { ChatMetadata } from './messages/chat-metadata';
export { ClientMessage } from './messages/client-message';
export { EmotionScores, ProsodyInference, Inference } from './messages/inference';
export { JsonMessage } from './messages/json-message';
export { PauseAssistantMessage } from './messages/pause-assistant-message';
export { ResumeAssistantMessage } from './messages/resume-assistant-message';
export { Role } from './messages/role';
export { ServerMessage } from './messages/server-message';
export {
  Encoding,
  AudioConfiguration,
  ContextType,
  Context,
  SessionSettingsVariablesValue,
  SessionSettings,
} from './messages/session-settings';
export { ToolType, BuiltInTool, BuiltinToolConfig, Tool } from './messages/tool';
export { ToolCallMessage } from './messages/tool-call-message';
export { ErrorLevel, ToolErrorMessage } from './messages/tool-error-message';
export { ToolResponseMessage } from './messages/tool-response-message';
export { UserInput } from './messages/user-input';
export { UserInterruption } from './messages/user-interruption';
export { MillisecondInterval, UserMessage } from './messages/user-message';
export { WebSocketError } from './messages/web-socket-error';

export type { DecodeErrorReason, DecodeError, DecodeResult } from './codec/decode-result';
export { decodeMessage } from './codec/decode-message';
export { decodeClientMessage } from './codec/decode-client-message';
export { encodeMessage, encodeServerMessage } from './codec/encode-message';
export {
  tryEncodeMessage,
  tryEncodeServerMessage,
  type EncodeErrorReason,
  type EncodeError,
  type EncodeResult,
} from './codec/try-encode';

export { bytesToBase64, base64ToBytes } from './binary/base64';
export {
  floatToLinear16,
  linear16ToFloat,
  linear16ToBytes,
  bytesToLinear16,
  linear16ToBase64,
  base64ToLinear16,
} from './binary/linear16';

export { officialBaseUrl, chatUrl, type ChatUrlOptions } from './chat/chat-url';
export { redactUrl } from './chat/redact-url';

export {
  ReturnChatAudioReconstructionStatus,
  ReturnChatAudioReconstruction,
} from './rest/chat-audio';
export { ReturnChatEventRole, ReturnChatEventType, ReturnChatEvent } from './rest/chat-events';
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
} from './rest/chat-groups';
export {
  ReturnChatStatus,
  ReturnChat,
  ReturnPagedChatsPaginationDirection,
  ReturnPagedChats,
  ReturnChatPagedEventsStatus,
  ReturnChatPagedEventsPaginationDirection,
  ReturnChatPagedEvents,
} from './rest/chats';
export {
  PostedUserDefinedToolSpec,
  PostedBuiltinToolName,
  PostedBuiltinTool,
  ReturnBuiltinToolToolType,
  ReturnBuiltinTool,
} from './rest/config-tools';
export {
  PostedWebhookEventType,
  PostedWebhookSpec,
  ReturnWebhookEventType,
  ReturnWebhookSpec,
} from './rest/config-webhooks';
export {
  PostedConfigPromptSpec,
  PostedConfigVersion,
  PostedConfig,
  ReturnConfig,
  ReturnPagedConfigs,
  ReturnConfigSpec,
} from './rest/configs';
export {
  ErrorResponse,
  ValidationErrorLocItem,
  ValidationError,
  HTTPValidationError,
} from './rest/errors';
export {
  PostedEventMessageSpec,
  PostedEventMessageSpecs,
  ReturnEventMessageSpec,
  ReturnEventMessageSpecs,
} from './rest/event-messages';
export {
  LanguageModelType,
  ModelProviderEnum,
  PostedLanguageModel,
  ReturnLanguageModel,
  PostedEllmModel,
  ReturnEllmModel,
} from './rest/language-model';
export { PostedNudgeSpec, ReturnNudgeSpec } from './rest/nudges';
export {
  ReturnPromptVersionType,
  ReturnPrompt,
  ReturnPagedPrompts,
  PostedPromptVersion,
  PostedPrompt,
} from './rest/prompts';
export {
  PostedTimeoutSpec,
  PostedTimeoutSpecsInactivity,
  PostedTimeoutSpecsMaxDuration,
  PostedTimeoutSpecs,
  ReturnTimeoutSpec,
  ReturnTimeoutSpecs,
} from './rest/timeouts';
export {
  ReturnUserDefinedToolToolType,
  ReturnUserDefinedToolVersionType,
  ReturnUserDefinedTool,
  ReturnPagedUserDefinedTools,
  PostedUserDefinedToolVersion,
  PostedUserDefinedTool,
} from './rest/tools';
export { PostedName, PostedVersionDescription } from './rest/versions';
export { VoiceProvider, VoiceId, VoiceName, VoiceRef, ReturnVoice } from './rest/voice';

export { createEviClient, type EviClientOptions, type EviClient } from './client/evi-client';
export type { ListVersionsQuery, ListQuery, VersionedResource } from './client/versioned-resource';
export type {
  OrderedQuery,
  ListChatsQuery,
  ChatsResource,
  ChatGroupsResource,
} from './client/chat-resources';
export type { Paged, PageInfo, PageQuery } from './client/paged';
export type { HttpOptions, RequestOptions } from './client/http';
export { EviError, type EviErrorReason, type EviErrorDetails } from './client/evi-error';

export { AccessToken } from './tokens/access-token';
export {
  createTokenHandler,
  type TokenHandlerOptions,
  type TokenHandler,
} from './tokens/token-handler';
export {
  createTokenSource,
  type TokenSourceOptions,
  type TokenSource,
} from './tokens/token-source';
export type { TokenCacheOptions } from './tokens/token-cache';

export {
  WebhookEventChatStatus,
  WebhookEventChatStartType,
  WebhookEventBase,
  WebhookEventChatStarted,
  WebhookEventChatEnded,
  WebhookEvent,
} from './webhooks/webhook-events';
export {
  verifyWebhook,
  type WebhookRejection,
  type WebhookResult,
  type VerifyWebhookOptions,
} from './webhooks/verify-webhook';
export {
  webhookTimestampHeader,
  webhookSignatureHeader,
  signWebhook,
} from './webhooks/webhook-signature';
