import { rankEmotions } from '../store/rank-emotions.ts';
import type { EmotionChoice, EmotionScore } from '../store/rank-emotions.ts';
import type { EmotionScores, TranscriptEntry } from '../store/transcript-state.ts';
import { useVoice } from './useVoice.ts';

export type { EmotionScore } from '../store/rank-emotions.ts';

/** Whose scores, and which of them. */
export interface EmotionsOptions extends EmotionChoice {
  /** Whose last scored message. Default: `user`. */
  readonly speaker?: 'user' | 'assistant';
  /** One entry's scores in place of the last ones. */
  readonly entry?: TranscriptEntry;
}

/**
 * How a message sounded: the strongest of its 48 expressions, or chosen ones. Empty until there are scores. They
 * compare expressions within one message and don't say what anybody feels; the local server's are a heuristic.
 *
 * @example
 * ```tsx
 * const [strongest] = useEmotions({ speaker: 'assistant', top: 1 });
 * ```
 * @throws VoiceError `usage` outside a provider
 */
export function useEmotions(options: EmotionsOptions = {}): readonly EmotionScore[] {
  const { speaker = 'user', entry } = options;
  const scores = useVoice(({ transcript }): EmotionScores | null =>
    entry ? entry.scores : lastScores(transcript.entries, speaker),
  );
  return scores ? rankEmotions(scores, options) : [];
}

function lastScores(
  entries: readonly TranscriptEntry[],
  speaker: TranscriptEntry['role'],
): EmotionScores | null {
  return entries.findLast(({ role, scores }) => role === speaker && scores)?.scores ?? null;
}
