export { barkBands } from './audio/bark.ts';
export { VoiceError } from './base/voice-error.ts';
export type { VoiceErrorData, VoiceErrorHint, VoiceErrorReason } from './base/voice-error.ts';
export type { Undo } from './base/emitter.ts';
export type { VoiceCommands } from './client/commands.ts';
export type { VoiceEvent, VoiceEventOf } from './client/events.ts';
export type {
  Credentials,
  SessionOptions,
  VoiceAssets,
  VoiceClientOptions,
} from './client/options.ts';
export type {
  ClientState,
  CloseReason,
  Connection,
  MicrophoneState,
  Side,
} from './client/state.ts';
export { VoiceClient } from './client/voice-client.ts';
export type { AssistantState, Heard, ReadableMessage, UserState } from './session/conversation.ts';
export type { SessionMetrics, TurnMetrics } from './session/metrics.ts';
export type { VoiceMetrics } from './client/metrics.ts';
export type { PlaybackStats } from './devices/playback-stats.ts';
export { defaultReconnectPolicy } from './transport/reconnect-policy.ts';
export type { LostLine, ReconnectPolicy } from './transport/reconnect-policy.ts';
