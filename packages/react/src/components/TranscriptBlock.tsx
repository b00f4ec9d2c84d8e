import { memo } from 'react';
import type { NamedExoticComponent } from 'react';
import type { TranscriptTurn } from '../hooks/useTranscript.ts';
import { sameExtras, sameTurn, TranscriptTurnView } from './TranscriptTurnView.tsx';
import type { TurnExtras } from './TranscriptTurnView.tsx';

/** Entries in a block, more or less. */
const blockSize = 64;

interface TranscriptBlockProps extends TurnExtras {
  readonly turns: readonly TranscriptTurn[];
}

/**
 * A stretch of a transcript. React, and the browser's layout, pass over a block in which nothing has changed, so a
 * message in a long conversation costs no more than in a short one.
 */
export const TranscriptBlock: NamedExoticComponent<TranscriptBlockProps> = memo(
  function TranscriptBlock({ turns, ...extras }: TranscriptBlockProps) {
    return (
      <div role="none" className="vv-transcript__block">
        {turns.map((turn) => (
          <TranscriptTurnView key={turn.id} turn={turn} {...extras} />
        ))}
      </div>
    );
  },
  (before, after) =>
    sameExtras(before, after) &&
    before.turns.length === after.turns.length &&
    before.turns.every((turn, index) => {
      const other = after.turns[index];
      return other !== undefined && sameTurn(turn, other);
    }),
);

/** Cuts the turns into blocks. Where is said by the turns alone: a cut stays when turns come or the oldest go. */
export function cutBlocks(
  turns: readonly TranscriptTurn[],
): readonly (readonly [number, readonly TranscriptTurn[]])[] {
  const blocks = new Map<number, TranscriptTurn[]>();
  for (const turn of turns) {
    const number = Math.floor(turn.position / blockSize);
    const block = blocks.get(number);
    if (block) block.push(turn);
    else blocks.set(number, [turn]);
  }
  return [...blocks];
}
