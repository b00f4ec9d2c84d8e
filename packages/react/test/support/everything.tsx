import type { ReactNode } from 'react';
import type { VoiceProviderProps } from '../../src/index.ts';
import {
  AudioVisualizer,
  CallTimer,
  Captions,
  ConnectButton,
  ConnectionStatus,
  ControlBar,
  DeviceMenu,
  DeviceSelect,
  EmotionMeter,
  EmotionTimeline,
  InterruptButton,
  LiveCaption,
  MicrophoneButton,
  MuteButton,
  PushToTalkButton,
  SuggestionChips,
  TextInput,
  Transcript,
  VoiceProvider,
  VoicePanel,
  VoiceWidget,
  VolumeSlider,
} from '../../src/index.ts';

/** A page with every component there is. */
export function Everything(options: Pick<VoiceProviderProps, 'url'>): ReactNode {
  return (
    <VoiceProvider {...options}>
      <ConnectionStatus />
      <AudioVisualizer />
      <ConnectButton />
      <MuteButton />
      <InterruptButton />
      <PushToTalkButton />
      <DeviceSelect kind="microphone" />
      <DeviceSelect kind="speaker" />
      <VolumeSlider />
      <CallTimer />
      <Transcript />
      <Captions />
      <LiveCaption />
      <EmotionMeter />
      <EmotionMeter participant="assistant" />
      <EmotionTimeline />
      <TextInput />
      <DeviceMenu />
      <MicrophoneButton />
      <SuggestionChips suggestions={['Tell me a story.']} />
      <ControlBar />
      <VoicePanel />
      <VoiceWidget />
    </VoiceProvider>
  );
}
