import { recentScores } from '../store/recent-scores.ts';
import type { EmotionScores, TranscriptEntry } from '../store/transcript-state.ts';
import { useVoice } from './useVoice.ts';

/** Where scores are taken from. */
export interface ScoresSource {
  /** One entry of the transcript, whose scores are given. Default: the last scored one. */
  readonly entry?: TranscriptEntry | undefined;
  /**
   * Exponential smoothing over earlier messages, 0 to 0.95: how much weight each has, relative to the one after it.
   * Default: 0, the last message alone.
   */
  readonly smoothing?: number | undefined;
}

/** All scores of a participant, or of an entry; null while there are none, and for nobody. */
export function useScores(
  participant: TranscriptEntry['role'] | null,
  { entry, smoothing }: ScoresSource,
): EmotionScores | null {
  return useVoice(({ transcript }) => {
    if (entry) return entry.role === participant ? entry.scores : null;
    return participant && recentScores(transcript.entries, participant, smoothing);
  });
}
