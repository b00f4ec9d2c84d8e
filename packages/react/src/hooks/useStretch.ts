import { useState } from 'react';
import type { Stretch } from '../store/score-timeline.ts';
import type { TranscriptEntry } from '../store/transcript-state.ts';

/**
 * Which stretch of the entries is shown: all, until one is chosen. A chosen one stays with its entries when others come or the
 * oldest are dropped; all of them again is no choice any more, and grows with the conversation.
 */
export function useStretch(
  entries: readonly TranscriptEntry[],
): readonly [Stretch, (stretch: Stretch | null) => void] {
  const [chosen, choose] = useState<{ readonly first: string; readonly last: string } | null>(null);
  const end = entries.length - 1;
  const last = chosen ? entries.findLastIndex(({ id }) => id === chosen.last) : -1;
  const first = chosen ? entries.findIndex(({ id }) => id === chosen.first) : 0;
  // Where the last of them is gone, all of them are.
  const shown =
    last < 0 ? { first: 0, last: end } : { first: Math.min(Math.max(0, first), last), last };
  return [
    shown,
    (stretch) => {
      const whole = !stretch || (stretch.first <= 0 && stretch.last >= end);
      const [a, b] = [entries[stretch?.first ?? 0], entries[stretch?.last ?? end]];
      choose(whole || !a || !b ? null : { first: a.id, last: b.id });
    },
  ];
}

/** The entries between two places along `within`, and one at least. */
export function stretchBetween(a: number, b: number, within: Stretch): Stretch {
  const count = within.last - within.first + 1;
  const first = Math.min(count - 1, Math.floor(Math.min(a, b) * count));
  const last = Math.max(first, Math.ceil(Math.max(a, b) * count) - 1);
  return { first: within.first + first, last: within.first + last };
}
