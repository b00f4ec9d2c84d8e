import { clamp, emotionNames } from './rank-emotions.ts';
import type { EmotionScores, TranscriptEntry } from './transcript-state.ts';

/** Messages that a smoothed score looks back on. What lies farther back weighs next to nothing. */
const memory = 8;

/**
 * The scores of somebody's last scored message; null before the first.
 *
 * @param smoothing How much of the last message's weight the one before it has, 0 to 0.95: 0 is the last one alone.
 */
export function recentScores(
  entries: readonly TranscriptEntry[],
  role: TranscriptEntry['role'],
  smoothing = 0,
): EmotionScores | null {
  const share = Math.min(clamp(smoothing), 0.95);
  const recent: EmotionScores[] = [];
  for (let index = entries.length - 1; index >= 0 && recent.length < memory; index -= 1) {
    const entry = entries[index];
    if (entry?.role === role && entry.scores) {
      if (share === 0) return entry.scores;
      recent.push(entry.scores);
    }
  }
  const [last] = recent;
  if (!last) return null;
  const weights = recent.map((_, age) => share ** age);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Object.fromEntries(
    emotionNames(last).map((name) => [
      name,
      recent.reduce((sum, scores, age) => sum + clamp(scores[name]) * (weights[age] ?? 0), 0) /
        total,
    ]),
  );
}
