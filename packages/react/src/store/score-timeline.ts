import type { EmotionName } from '@vivavoce/core';
import { clamp, emotionNames, rankEmotions } from './rank-emotions.ts';
import type { EmotionChoice } from './rank-emotions.ts';
import type { TranscriptEntry } from './transcript-state.ts';

/** The scores of a conversation, laid out for drawing. */
export interface ScoreTimeline {
  /** The scored entries, oldest first. */
  readonly entries: readonly TranscriptEntry[];
  /** The expressions, the strongest over the whole conversation first. */
  readonly names: readonly EmotionName[];
  /** Of each expression in that order, the score of each entry: 0 to 1. */
  readonly series: readonly Float32Array[];
}

/** A stretch of scored entries by index: the first and the last that belong to it. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
}

/** Reads each score once, so that drawing a stretch of them reads nothing but numbers. */
export function scoreTimeline(
  all: readonly TranscriptEntry[],
  choice: EmotionChoice,
): ScoreTimeline {
  const entries = all.filter(({ scores }) => scores !== null);
  const means: Partial<Record<EmotionName, number>> = {};
  if (!choice.names) {
    for (const { scores } of entries) {
      for (const name of emotionNames(scores ?? {}))
        means[name] = (means[name] ?? 0) + clamp(scores?.[name]) / entries.length;
    }
  }
  const names = entries.length === 0 ? [] : rankEmotions(means, choice).map(({ name }) => name);
  const series = names.map((name) =>
    Float32Array.from(entries, ({ scores }) => clamp(scores?.[name])),
  );
  return { entries, names, series };
}

/**
 * The strongest scores of one participant along a stretch, in equal steps: a step for each entry, or `most` steps where there are
 * more entries, each as strong as its strongest.
 */
export function peaks(
  { entries }: ScoreTimeline,
  scores: Float32Array,
  role: TranscriptEntry['role'],
  { first, last }: Stretch,
  most: number,
): Float32Array {
  const count = last - first + 1;
  const steps = new Float32Array(Math.min(count, most));
  for (let index = first; index <= last; index += 1) {
    if (entries[index]?.role !== role) continue;
    const step = Math.floor(((index - first) * steps.length) / count);
    steps[step] = Math.max(steps[step] ?? 0, scores[index] ?? 0);
  }
  return steps;
}
