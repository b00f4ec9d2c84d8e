import { voiceActivity } from '../store/voice-activity.ts';
import type { VoiceActivity } from '../store/voice-activity.ts';
import { useVoice } from './useVoice.ts';

export type { VoiceActivity } from '../store/voice-activity.ts';

/** The current activity; of the user alone, whatever the assistant does meanwhile, where it is about the user. */
export function useActivityOf(participant: 'user' | 'assistant' | 'both'): VoiceActivity {
  return useVoice((voice) =>
    voiceActivity(participant === 'user' ? { ...voice, assistant: 'idle' } : voice),
  );
}
