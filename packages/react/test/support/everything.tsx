import type { ReactNode } from 'react';
import type { VoiceProviderProps } from '../../src/index.ts';
import {
  AudioVisualizer,
  ConnectButton,
  ConnectionStatus,
  EmotionMeter,
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
      <Transcript />
      <LiveCaption />
      <EmotionMeter />
      <EmotionMeter speaker="assistant" />
      <TextInput />
    </VoiceProvider>
  );
}
