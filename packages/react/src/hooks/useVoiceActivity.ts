import { voiceActivity } from '../store/voice-activity.ts';
import type { VoiceActivity } from '../store/voice-activity.ts';
import { useVoice } from './useVoice.ts';

/**
 * The current activity of the conversation, for an indicator or an avatar.
 *
 * @throws VoiceError `usage` outside a provider
 */
export function useVoiceActivity(): VoiceActivity {
  return useVoice(voiceActivity);
}
