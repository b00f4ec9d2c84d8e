import { currentEntries } from '../store/transcript-edits.ts';
import { recentScores } from '../store/recent-scores.ts';
import type { EmotionScores, TranscriptEntry } from '../store/transcript-state.ts';
import { useVoice } from './useVoice.ts';

/** Whose scores: a participant's latest, or those of one entry. */
export type ScoresSource<Participant> =
  | {
      /** Whose last scored message. Default: `user`. */
      readonly participant?: Participant | undefined;
      /**
       * Exponential smoothing over earlier messages, 0 to 0.95: how much weight each has, relative to the one after it.
       * Default: 0, the last message alone.
       */
      readonly smoothing?: number | undefined;
      readonly entry?: undefined;
    }
  | {
      readonly participant?: undefined;
      readonly smoothing?: undefined;
      /** One entry of the transcript, as its own participant's. Default: the last scored one. */
      readonly entry?: TranscriptEntry | undefined;
    };

/** All scores of a participant, or of an entry; null while there are none, and for nobody. */
export function useScores(
  participant: TranscriptEntry['role'] | null,
  { entry, smoothing }: ScoresSource<unknown>,
): EmotionScores | null {
  return useVoice(({ transcript }) => {
    if (entry) return entry.role === participant ? entry.scores : null;
    return participant && recentScores(currentEntries(transcript), participant, smoothing);
  });
}
