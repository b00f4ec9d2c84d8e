export { VoiceClient, VoiceError, defaultReconnectPolicy } from '@vivavoce/core';
export type {
  AssistantState,
  AudioDevice,
  AudioState,
  CloseReason,
  ConnectOptions,
  Connection,
  Credentials,
  CredentialsRequest,
  DeviceList,
  EmotionName,
  SelectedDevices,
  Heard,
  ReconnectAttempt,
  MicrophoneOption,
  MicrophoneState,
  ReadableMessage,
  ReconnectPolicy,
  SessionOptions,
  TurnMetrics,
  UserState,
  VoiceAssets,
  VoiceClientOptions,
  VoiceCommands,
  VoiceErrorHint,
  VoiceErrorReason,
  VoiceEvent,
  VoiceEventOf,
  VoiceFeature,
  VoiceMetrics,
  VoiceUsage,
} from '@vivavoce/core';

export { VoiceProvider } from './provider/VoiceProvider.tsx';
export type { VoiceProviderProps } from './provider/VoiceProvider.tsx';
export type { VoiceCallbacks } from './provider/voice-callbacks.ts';
export type { Voice } from './provider/voice-binding.ts';
export type { CallTimes, VoiceState } from './store/voice-state.ts';
export type { VoiceActivity } from './store/voice-activity.ts';
export type {
  ConversationStart,
  EmotionScores,
  ToolCall,
  TranscriptEntry,
  TranscriptState,
} from './store/transcript-state.ts';
export type { TranscriptTurn } from './store/transcript-turns.ts';
export type { EmotionChoice, EmotionScore } from './store/rank-emotions.ts';

export { useAudioLevel } from './hooks/useAudioLevel.ts';
export type { AudioLevelOptions } from './hooks/useAudioLevel.ts';
export { useCallDuration } from './hooks/useCallDuration.ts';
export { useDevices } from './hooks/useDevices.ts';
export type { DevicesView } from './hooks/useDevices.ts';
export { useEmotions } from './hooks/useEmotions.ts';
export type { EmotionsOptions } from './hooks/useEmotions.ts';
export { useFinishedTurn } from './hooks/useFinishedTurn.ts';
export { useLabels } from './hooks/useLabels.ts';
export { useSpeakingWhileMuted } from './hooks/useSpeakingWhileMuted.ts';
export { useSpectrum } from './hooks/useSpectrum.ts';
export type { SpectrumOptions } from './hooks/useSpectrum.ts';
export { useMicrophone } from './hooks/useMicrophone.ts';
export type { MicrophoneView } from './hooks/useMicrophone.ts';
export { useMicrophoneCheck } from './hooks/useMicrophoneCheck.ts';
export type { MicrophoneCheck, MicrophoneCheckOptions } from './hooks/useMicrophoneCheck.ts';
export { usePushToTalk } from './hooks/usePushToTalk.ts';
export type { PushToTalk, PushToTalkOptions } from './hooks/usePushToTalk.ts';
export { useTool } from './hooks/useTool.ts';
export { useTranscript } from './hooks/useTranscript.ts';
export type { TranscriptOptions, TranscriptView } from './hooks/useTranscript.ts';
export { useVoice } from './hooks/useVoice.ts';
export { useVoiceActivity } from './hooks/useVoiceActivity.ts';
export { useVoiceEvent } from './hooks/useVoiceEvent.ts';
export { useVoiceMetrics } from './hooks/useVoiceMetrics.ts';
export type { VoiceMetricsOptions } from './hooks/useVoiceMetrics.ts';
export type { JsonSchema } from './tools/json-schema-check.ts';
export type { StandardSchema } from './tools/standard-schema.ts';
export type { ToolContext, ToolInput, ToolOptions } from './tools/voice-tool.ts';

export { formatTranscript } from './words/format-transcript.ts';
export type { TranscriptFormat, TranscriptFormatOptions } from './words/format-transcript.ts';

export { AudioVisualizer } from './components/AudioVisualizer.tsx';
export type { AudioVisualizerProps } from './components/AudioVisualizer.tsx';
export { CallTimer } from './components/CallTimer.tsx';
export type { CallTimerProps } from './components/CallTimer.tsx';
export { Captions } from './components/Captions.tsx';
export type { CaptionsProps } from './components/Captions.tsx';
export { ConnectButton } from './components/ConnectButton.tsx';
export type { ConnectButtonProps } from './components/ConnectButton.tsx';
export { ConnectionStatus } from './components/ConnectionStatus.tsx';
export type { ConnectionStatusProps } from './components/ConnectionStatus.tsx';
export { ControlBar } from './components/ControlBar.tsx';
export type { ControlBarProps, ControlName } from './components/ControlBar.tsx';
export { DeviceMenu } from './components/DeviceMenu.tsx';
export type { DeviceMenuProps } from './components/DeviceMenu.tsx';
export { DeviceSelect } from './components/DeviceSelect.tsx';
export type { DeviceSelectProps } from './components/DeviceSelect.tsx';
export { EmotionMeter } from './components/EmotionMeter.tsx';
export type { EmotionMeterProps } from './components/EmotionMeter.tsx';
export { EmotionTimeline } from './components/EmotionTimeline.tsx';
export type { EmotionTimelineProps } from './components/EmotionTimeline.tsx';
export { InterruptButton } from './components/InterruptButton.tsx';
export type { InterruptButtonProps } from './components/InterruptButton.tsx';
export { LiveCaption } from './components/LiveCaption.tsx';
export type { LiveCaptionProps } from './components/LiveCaption.tsx';
export { MicrophoneButton } from './components/MicrophoneButton.tsx';
export type { MicrophoneButtonProps } from './components/MicrophoneButton.tsx';
export { MuteButton } from './components/MuteButton.tsx';
export type { MuteButtonProps } from './components/MuteButton.tsx';
export { PushToTalkButton } from './components/PushToTalkButton.tsx';
export type { PushToTalkButtonProps } from './components/PushToTalkButton.tsx';
export type { Renderable, RootProps } from './components/useRoot.ts';
export { SuggestionChips } from './components/SuggestionChips.tsx';
export type { SuggestionChipsProps } from './components/SuggestionChips.tsx';
export { TextInput } from './components/TextInput.tsx';
export type { TextInputProps } from './components/TextInput.tsx';
export { Transcript } from './components/Transcript.tsx';
export type { TranscriptProps } from './components/Transcript.tsx';
export type { TranscriptTurnParts } from './components/TranscriptTurnView.tsx';
export { VolumeSlider } from './components/VolumeSlider.tsx';
export type { VolumeSliderProps } from './components/VolumeSlider.tsx';
export { VoicePanel } from './components/VoicePanel.tsx';
export type { VoicePanelProps } from './components/VoicePanel.tsx';
export { VoiceWidget } from './components/VoiceWidget.tsx';
export type { VoiceWidgetProps } from './components/VoiceWidget.tsx';
export { emotionColor } from './components/emotion-color.ts';

export { english } from './provider/labels/english.ts';
export type {
  DeviceMenuLabels,
  EntryLabels,
  TimelineLabels,
  TranscriptLabels,
  VoiceLabels,
} from './provider/labels/voice-labels.ts';
