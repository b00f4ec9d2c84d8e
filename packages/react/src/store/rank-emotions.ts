import type { EmotionName } from '@vivavoce/core';
import type { EmotionScores } from './transcript-state.ts';

/** One expression and how strongly it came through. */
export interface EmotionScore {
  /** The expression's name on the wire, in English. */
  readonly name: EmotionName;
  /** 0 to 1. */
  readonly score: number;
}

/** Which expressions: the strongest, or those named. */
export type EmotionChoice =
  | {
      /** How many of the strongest. Default: 5. */
      readonly top?: number | undefined;
      readonly names?: undefined;
    }
  | {
      readonly top?: undefined;
      /** Their English names on the wire, in the order to show them in. One without a score has 0. */
      readonly names?: readonly EmotionName[] | undefined;
    };

/** Picks and orders scores. Whatever the server sent, each score that comes out is a number from 0 to 1. */
export function rankEmotions(
  scores: EmotionScores,
  { top = 5, names }: EmotionChoice,
): readonly EmotionScore[] {
  if (names) return names.map((name) => ({ name, score: clamp(scores[name]) }));
  return emotionNames(scores)
    .map((name) => ({ name, score: clamp(scores[name]) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.name.localeCompare(b.name, 'en'))
    .slice(0, Math.max(0, Math.floor(top)));
}

/** The names that have a score. A server that knows others than the 48 has them shown as they are. */
export function emotionNames(scores: EmotionScores): EmotionName[] {
  return Object.keys(scores) as EmotionName[];
}

/** Any score as one from 0 to 1: what is no number is 0. */
export function clamp(score: unknown): number {
  return typeof score === 'number' && score > 0 ? Math.min(score, 1) : 0;
}
