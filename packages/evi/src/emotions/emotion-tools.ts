import type { EmotionScores } from '../messages/inference.ts';
import { type ExpressionName, expressionNames } from './expression-names.ts';

/** Scores of some or all of the 48 expressions. */
export type ExpressionScores = Readonly<Partial<Record<ExpressionName, number>>>;

/** One expression and its score. */
export interface ExpressionScore {
  /** The expression. */
  name: ExpressionName;
  /** Its score. */
  score: number;
}

/**
 * The strongest expressions, the strongest first; equal ones in the specification's order. What has no score, or one
 * that is no number, is left out.
 *
 * @param count - how many at most. Default: 3.
 */
export function topExpressions(scores: ExpressionScores, count = 3): ExpressionScore[] {
  return expressionNames
    .map((name) => ({ name, score: scores[name] ?? NaN }))
    .filter(({ score }) => !Number.isNaN(score))
    .sort((a, b) => b.score - a.score)
    .slice(0, Math.max(0, count));
}

/**
 * Moves from the scores shown so far towards new ones, so that a meter glides instead of jumping: exponential smoothing.
 *
 * @param previous - what the last call gave; undefined at the start, which gives the new scores as they are.
 * @param weight - the share of the new scores, 0 to 1. Default: 0.3.
 */
export function smoothScores(
  previous: EmotionScores | undefined,
  next: EmotionScores,
  weight = 0.3,
): EmotionScores {
  if (!previous) return next;
  const share = Math.min(1, Math.max(0, weight));
  return mapScores((name) => previous[name] + (next[name] - previous[name]) * share);
}

/** How much each expression grew from one message to another; negative where it fell. */
export function differenceOfScores(before: EmotionScores, after: EmotionScores): EmotionScores {
  return mapScores((name) => after[name] - before[name]);
}

/** Scores and how much they count. */
export interface WeightedScores {
  /** The scores of one message. */
  scores: EmotionScores;
  /** How much they count beside the others, as the message's length in ms. Default: 1. Zero or less: not at all. */
  weight?: number | undefined;
}

/** A conversation's expressions, taken together. */
export interface EmotionSummary {
  /** How many messages counted. */
  count: number;
  /** The weighted mean of each expression. */
  mean: EmotionScores;
  /** The highest score of each expression. */
  peak: EmotionScores;
  /** The weighted standard deviation of each expression: 0 when it never changed. */
  deviation: EmotionScores;
}

/**
 * Takes a conversation's scores together.
 *
 * @returns undefined when nothing counts.
 * @example
 * ```ts
 * const spoken = messages.flatMap(({ models, time }) =>
 *   models.prosody ? [{ scores: models.prosody.scores, weight: time.end - time.begin }] : [],
 * );
 * const strongest = topExpressions(summarizeScores(spoken)?.mean ?? {});
 * ```
 */
export function summarizeScores(messages: Iterable<WeightedScores>): EmotionSummary | undefined {
  const counted = [...messages].filter(({ weight = 1 }) => weight > 0);
  const total = counted.reduce((sum, { weight = 1 }) => sum + weight, 0);
  if (total === 0) return undefined;
  const meanOf = (value: (scores: EmotionScores) => number) =>
    counted.reduce((sum, { scores, weight = 1 }) => sum + value(scores) * (weight / total), 0);
  const mean = mapScores((name) => meanOf((scores) => scores[name]));
  return {
    count: counted.length,
    mean,
    peak: mapScores((name) =>
      counted.reduce((highest, { scores }) => Math.max(highest, scores[name]), -Infinity),
    ),
    deviation: mapScores((name) => Math.sqrt(meanOf((scores) => (scores[name] - mean[name]) ** 2))),
  };
}

function mapScores(score: (name: ExpressionName) => number): EmotionScores {
  return Object.fromEntries(expressionNames.map((name) => [name, score(name)])) as EmotionScores;
}
