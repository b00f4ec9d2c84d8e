import type { ReactNode } from 'react';
import type { VoiceProviderProps } from '../../src/index.ts';
import {
  AudioVisualizer,
  CallTimer,
  ConnectButton,
  ConnectionStatus,
  EmotionMeter,
  InterruptButton,
  LiveCaption,
  MuteButton,
  TextInput,
  Transcript,
  VoiceProvider,
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
      <CallTimer />
      <Transcript />
      <LiveCaption />
      <EmotionMeter />
      <EmotionMeter speaker="assistant" />
      <TextInput />
    </VoiceProvider>
  );
}
