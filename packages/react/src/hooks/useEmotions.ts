import { rankEmotions } from '../store/rank-emotions.ts';
import type { EmotionChoice, EmotionScore } from '../store/rank-emotions.ts';
import { useScores } from './useScores.ts';
import type { ScoresSource } from './useScores.ts';

export type { EmotionScore } from '../store/rank-emotions.ts';

/** Options of {@link useEmotions}. */
export type EmotionsOptions = EmotionChoice & ScoresSource<'user' | 'assistant'>;

/**
 * How a message sounded: the strongest of its 48 expressions, or those named. Empty until there are scores. Scores compare
 * expressions within one message and don't say what anyone feels; the local server estimates them from pitch, loudness
 * and pace.
 *
 * @example
 * ```tsx
 * const [strongest] = useEmotions({ participant: 'assistant', top: 1, smoothing: 0.5 });
 * ```
 * @throws VoiceError `usage` outside a provider
 */
export function useEmotions(options: EmotionsOptions = {}): readonly EmotionScore[] {
  const { participant = 'user', entry } = options;
  const scores = useScores(entry?.role ?? participant, options);
  return scores ? rankEmotions(scores, options) : [];
}
