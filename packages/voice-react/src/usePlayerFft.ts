import { useFftSubscription } from './fft-store.ts';
import type { FftSnapshot } from './fft-store.ts';
import { useConversation } from './VoiceProvider.tsx';

/** The assistant's spectrum, in each animation frame in which it changes. */
export const usePlayerFft = (): FftSnapshot =>
  useFftSubscription(useConversation('usePlayerFft').playerFft);
