import { voiceActivity } from '../store/voice-activity.ts';
import type { VoiceActivity } from '../store/voice-activity.ts';
import { useVoice } from './useVoice.ts';

/**
 * What is going on between the two, in one word: for an indicator or an avatar. "listening" is said only while a
 * microphone is live.
 *
 * @throws VoiceError `usage` outside a provider
 */
export function useVoiceActivity(): VoiceActivity {
  return useVoice(voiceActivity);
}
