import { useFftSubscription } from './fft-store.ts';
import type { FftSnapshot } from './fft-store.ts';
import { useConversation } from './VoiceProvider.tsx';

/** The microphone's spectrum, in each animation frame in which it changes. */
export const useMicFft = (): FftSnapshot => useFftSubscription(useConversation('useMicFft').micFft);
