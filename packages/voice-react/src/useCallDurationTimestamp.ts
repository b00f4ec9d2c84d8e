import { useSyncExternalStore } from 'react';
import { useConversation } from './VoiceProvider.tsx';

/** How long the call lasts, `hh:mm:ss`; null before the first. */
export const useCallDurationTimestamp = (): string | null => {
  const { store } = useConversation('useCallDurationTimestamp').clock;
  return useSyncExternalStore(store.subscribe, store.getSnapshot, store.getServerSnapshot);
};
