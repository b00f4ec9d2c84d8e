import type { Pace } from './useFrames.ts';
import { useVoice } from './useVoice.ts';

/** How much there is to see of a participant's sound at the moment. */
export function useSoundPace(participant: 'user' | 'assistant' | 'both', active = true): Pace {
  return useVoice(({ status, assistant, user, muted, microphone }) => {
    if (!active || (status !== 'connected' && status !== 'reconnecting')) return 'none';
    const mine = participant !== 'assistant';
    if (participant !== 'user' && assistant === 'speaking') return 'quick';
    if (mine && user === 'speaking') return 'quick';
    // Room noise, and what is too low for speech.
    return mine && microphone === 'live' && !muted ? 'slow' : 'fading';
  });
}
