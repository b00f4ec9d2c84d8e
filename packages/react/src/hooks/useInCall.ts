import { useVoice } from './useVoice.ts';

/** Whether a call is up: connected, or reconnecting. */
export function useInCall(): boolean {
  return useVoice(({ status }) => status === 'connected' || status === 'reconnecting');
}
