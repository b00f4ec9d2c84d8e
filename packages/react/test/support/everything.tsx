import type { ReactNode } from 'react';
import {
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
export function Everything(): ReactNode {
  return (
    <VoiceProvider>
      <ConnectionStatus />
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
