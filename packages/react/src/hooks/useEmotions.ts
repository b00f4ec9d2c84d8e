import { rankEmotions } from '../store/rank-emotions.ts';
import type { EmotionChoice, EmotionScore } from '../store/rank-emotions.ts';
import { useScores } from './useScores.ts';
import type { ScoresSource } from './useScores.ts';

export type { EmotionScore } from '../store/rank-emotions.ts';

/** Whose scores, and which of them. */
export interface EmotionsOptions extends EmotionChoice, ScoresSource {
  /** Whose last scored message. Default: `user`; an `entry` brings its own. */
  readonly participant?: 'user' | 'assistant' | undefined;
}

/**
 * How a message sounded: the strongest of its 48 expressions, or chosen ones. Empty until there are scores. They
 * compare expressions within one message and don't say what anybody feels; the local server's are a heuristic.
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
