import type { PropsWithChildren } from 'react';
import type { VoiceClientOptions } from '@vivavoce/core';
import type { VoiceError } from './errors.ts';
import type {
  AssistantProsodyMessage,
  AssistantTranscriptMessage,
  AudioOutputMessage,
  ChatMetadataMessage,
  CloseEvent,
  JSONMessage,
  SessionSettings,
  ToolCall,
  ToolError,
  ToolErrorMessage,
  ToolResponse,
  ToolResponseMessage,
  UserInterruptionMessage,
  UserTranscriptMessage,
} from './messages.ts';
import type { HistoryMessage } from './message-history.ts';
import type { VoiceReadyState } from './models.ts';
import type { ConnectOptions } from './options.ts';
import type { ToolCallHandler } from './tool-calls.ts';

/** The state of a call. */
export type VoiceStatus =
  | { value: 'disconnected' | 'connecting' | 'connected'; reason?: never }
  | { value: 'error'; reason: string };

/** What can be read of a call. */
export interface VoiceState {
  status: VoiceStatus;
  /** `connecting` while a lost connection comes back; `status` stays `connected` meanwhile. */
  readyState: VoiceReadyState;
  isMuted: boolean;
  isAudioMuted: boolean;
  isPlaying: boolean;
  isPaused: boolean;
  /** 0 to 1. */
  volume: number;
  messages: HistoryMessage[];
  lastVoiceMessage: AssistantTranscriptMessage | null;
  lastUserMessage: UserTranscriptMessage | null;
  lastAssistantProsodyMessage: AssistantProsodyMessage | null;
  chatMetadata: ChatMetadataMessage | null;
  /** Why the call failed. */
  error: VoiceError | null;
  isError: boolean;
  isAudioError: boolean;
  isMicrophoneError: boolean;
  isSocketError: boolean;
  toolStatusStore: Record<
    string,
    { call?: ToolCall | undefined; resolved?: ToolError | ToolResponse | undefined }
  >;
  /** Sentences of the assistant that sound, or wait to. */
  playerQueueLength: number;
}

/** What can be asked of a call. Each is the same function for ever. */
export interface VoiceCommands {
  /** Never rejects: what fails is `error`. Call it from a click. */
  connect: (options: ConnectOptions) => Promise<void>;
  disconnect: () => Promise<void>;
  clearMessages: () => void;
  mute: () => void;
  unmute: () => void;
  muteAudio: () => void;
  unmuteAudio: () => void;
  sendUserInput: (text: string) => void;
  sendAssistantInput: (text: string) => void;
  sendSessionSettings: (settings?: Omit<SessionSettings, 'type'>) => void;
  sendToolMessage: (message: ToolResponseMessage | ToolErrorMessage) => void;
  pauseAssistant: () => void;
  resumeAssistant: () => void;
  /** Takes 0 to 1; what is outside is clamped. */
  setVolume: (level: number) => void;
}

/** What `useVoice` returns. */
export interface VoiceContextType extends VoiceState, VoiceCommands {
  /** Spectrum of the assistant: 24 strengths, 0 to 2. Read it, and the component is rendered in each animation frame. */
  fft: number[];
  /** The same of the microphone. */
  micFft: number[];
  /** `hh:mm:ss` since the connection was opened; it stays when the call is over. */
  callDurationTimestamp: string | null;
}

/** What an app is told. */
export interface VoiceCallbacks {
  onMessage?: ((message: JSONMessage) => void) | undefined;
  /** Errors that end a call and those that do not. */
  onError?: ((err: VoiceError) => void) | undefined;
  onOpen?: (() => void) | undefined;
  onClose?: ((event: CloseEvent) => void) | undefined;
  onToolCall?: ToolCallHandler | undefined;
  onAudioReceived?: ((audioOutputMessage: AudioOutputMessage) => void) | undefined;
  onAudioStart?: ((clipId: string) => void) | undefined;
  onAudioEnd?: ((clipId: string) => void) | undefined;
  onInterruption?: ((message: UserInterruptionMessage) => void) | undefined;
}

/** Props of `VoiceProvider`. */
export type VoiceProviderProps = PropsWithChildren<
  VoiceCallbacks & {
    /** Default: true. */
    clearMessagesOnDisconnect?: boolean | undefined;
    /** How many messages are kept. Default: 100. */
    messageHistoryLimit?: number | undefined;
    /** Has no effect: the engine plays in its own worklet, which comes with the package. */
    enableAudioWorklet?: boolean | undefined;
    /**
     * Options of the engine that `@humeai/voice-react` does not have, such as `assets` for a strict policy, `muteMode` or `bargeIn`. What
     * `connect` is given goes before.
     */
    engine?: VoiceClientOptions | undefined;
  }
>;
