export { barkBands } from './audio/bark.ts';
export { VoiceError } from './base/voice-error.ts';
export type { VoiceErrorData, VoiceErrorHint, VoiceErrorReason } from './base/voice-error.ts';
export type { Undo } from './base/emitter.ts';
export type { ConnectOptions, ToolError, ToolResponse, VoiceCommands } from './client/commands.ts';
export type { VoiceEvent, VoiceEventOf } from './client/events.ts';
/** The name of one of the 48 expressions, as `Joy`. */
export type { ExpressionName as EmotionName } from '@vivavoce/evi';
export type {
  Credentials,
  CredentialsRequest,
  LineAddress,
  SessionOptions,
  VoiceAssets,
  StartedSession,
  VoiceClientOptions,
  VoiceFeature,
  VoiceService,
} from './client/options.ts';
export type { CloseReason, Connection } from './client/connection.ts';
export type { ClientState, Role } from './client/state.ts';
export type { AudioDevice, DeviceList } from './devices/device-list.ts';
export { openMicrophone } from './devices/microphone.ts';
export type {
  Microphone,
  MicrophoneOption,
  MicrophoneOwner,
  MicrophoneSource,
  MicrophoneState,
  OpenMicrophone,
} from './devices/microphone.ts';
export type { AudioState, SelectedDevices } from './devices/sound-event.ts';
export type { Denoise } from './devices/sound-system.ts';
export { VoiceClient } from './client/voice-client.ts';
export type { AssistantState, Heard, ReadableMessage, UserState } from './session/conversation.ts';
export type { SessionMetrics, TurnMetrics, VoiceUsage } from './session/metrics.ts';
export type { VoiceMetrics } from './client/metrics.ts';
export type { PlaybackStats } from './devices/playback-stats.ts';
export { defaultReconnectPolicy } from './transport/reconnect-policy.ts';
export type { ReconnectAttempt, ReconnectPolicy } from './transport/reconnect-policy.ts';
