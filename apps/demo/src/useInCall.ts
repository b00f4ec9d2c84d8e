import { useVoice } from '@vivavoce/react';

/** While its line is tried again a call goes on: the microphone is heard, and can be muted. */
export function useInCall(): boolean {
  return useVoice(({ status }) => status === 'connected' || status === 'reconnecting');
}
