import type { EmotionName } from '@vivavoce/core';
import { clamp, emotionNames, rankEmotions } from '../store/rank-emotions.ts';
import type { EmotionChoice } from '../store/rank-emotions.ts';
import { useScores } from './useScores.ts';
import type { ScoresSource } from './useScores.ts';

export type { EmotionChoice } from '../store/rank-emotions.ts';

/** One expression with the scores of each participant asked for. */
export interface EmotionRow {
  readonly name: EmotionName;
  /** In the order of the participants. 0 to 1; null for one that has no scores yet. */
  readonly scores: readonly (number | null)[];
}

/** The strongest expressions of either participant, or chosen ones, in rows. Empty until there are scores. */
export function useEmotionRows(
  participants: readonly ('user' | 'assistant')[],
  options: EmotionChoice & ScoresSource<unknown>,
): readonly EmotionRow[] {
  const user = useScores(participants.includes('user') ? 'user' : null, options);
  const assistant = useScores(participants.includes('assistant') ? 'assistant' : null, options);
  if (!user && !assistant) return [];
  const stronger = { ...user, ...assistant };
  for (const name of emotionNames(stronger))
    stronger[name] = Math.max(clamp(user?.[name]), clamp(assistant?.[name]));
  return rankEmotions(stronger, options).map(({ name }) => ({
    name,
    scores: participants.map((participant) => {
      const scores = participant === 'user' ? user : assistant;
      return scores && clamp(scores[name]);
    }),
  }));
}
