import { useMemo } from 'react';
import { scoreTimeline } from '../store/score-timeline.ts';
import type { ScoreTimeline } from '../store/score-timeline.ts';
import type { EmotionChoice } from '../store/rank-emotions.ts';
import { currentEntries } from '../store/transcript-edits.ts';
import type { TranscriptEntry } from '../store/transcript-state.ts';
import { useVoice } from './useVoice.ts';

export { peaks } from '../store/score-timeline.ts';
export type { ScoreTimeline, Stretch } from '../store/score-timeline.ts';

/** The scored entries of the conversation under way. Renders again only when there are others. */
export function useScoredEntries(): readonly TranscriptEntry[] {
  return useVoice(({ transcript }) => currentEntries(transcript).filter(({ scores }) => scores));
}

/** Their scores, laid out for drawing. */
export function useScoreTimeline(
  entries: readonly TranscriptEntry[],
  { top, names }: EmotionChoice,
): ScoreTimeline {
  return useMemo(() => scoreTimeline(entries, names ? { names } : { top }), [entries, top, names]);
}
