import type { EmotionScores } from '@vivavoce/evi';
import type { Pcm } from '../../audio/pcm.ts';

/** Gives scores for how something was said. */
export interface Prosody {
  /** The engine's name, as `GET /health` shows it. */
  readonly name: string;
  /** True where the scores come from a rule of thumb and not from a trained model. */
  readonly heuristic: boolean;
  /** How long it may take, in ms. Default 5,000. */
  readonly longestMs?: number;
  /** The 48 scores, 0 to 1, of one stretch of speech. */
  score(speech: Pcm): Promise<EmotionScores>;
}
