import { recentScores } from '../store/recent-scores.ts';
import type { EmotionScores, TranscriptEntry } from '../store/transcript-state.ts';
import { useVoice } from './useVoice.ts';

/** Where scores are taken from. */
export interface ScoresSource {
  /** One entry's scores in place of the last ones. */
  readonly entry?: TranscriptEntry | undefined;
  /**
   * How much of the weight of somebody's last message the one before it has, 0 to 0.95: bars then glide from message to
   * message. Default: 0, the last message alone.
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
