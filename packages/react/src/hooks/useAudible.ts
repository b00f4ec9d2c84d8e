import { useVoice } from './useVoice.ts';

/** Whether there is a conversation whose sound could be read. */
export function useAudible(): boolean {
  return useVoice(({ status }) => status === 'connected' || status === 'reconnecting');
}
