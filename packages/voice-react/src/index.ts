export { VoiceProvider } from './VoiceProvider.tsx';
export type { VoiceContextType, VoiceProviderProps } from './voice-context.ts';
export { useVoice } from './useVoice.ts';
export { useEngine } from './useEngine.ts';
export { usePlayerFft } from './usePlayerFft.ts';
export { useMicFft } from './useMicFft.ts';
export { useCallDurationTimestamp } from './useCallDurationTimestamp.ts';

export { useCallDuration } from './useCallDuration.ts';
export { CallDurationStore } from './call-clock.ts';
export { FftStore, useFftSubscription } from './fft-store.ts';
export type { FftSnapshot } from './fft-store.ts';
export { useMicrophone } from './useMicrophone.ts';
export type { MicrophoneProps } from './recorder.ts';
export { useMicrophoneStream } from './useMicrophoneStream.ts';
export { useSoundPlayer } from './useSoundPlayer.ts';
export { useVoiceClient } from './useVoiceClient.ts';

export type { AudioConstraints, ConnectOptions, DeviceOptions, SocketConfig } from './options.ts';
export type { ToolCallHandler } from './tool-calls.ts';
export type {
  AssistantEndMessage,
  AssistantProsodyMessage,
  AssistantTranscriptMessage,
  AudioMessage,
  AudioOutputMessage,
  ChatMetadataMessage,
  CloseEvent,
  ConnectionMessage,
  JSONErrorMessage,
  JSONMessage,
  ToolCall,
  ToolError,
  ToolResponse,
  UserInterruptionMessage,
  UserTranscriptMessage,
} from './messages.ts';
export {
  AudioEncoding,
  Channels,
  LanguageModelOption,
  TTSService,
  TimeSliceSchema,
  VoiceReadyState,
} from './models.ts';
export type { TimeSlice } from './models.ts';

export {
  SocketFailedToParseMessageError,
  SocketUnknownMessageError,
  isSocketFailedToParseMessageError,
  isSocketUnknownMessageError,
} from './errors.ts';
export type { AudioPlayerErrorReason, MicErrorReason, SocketErrorReason } from './errors.ts';
export { parseMessageData, parseMessageType } from './parse-message.ts';
