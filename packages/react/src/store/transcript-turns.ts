import type { TranscriptEntry, TranscriptState } from './transcript-state.ts';

/** Entries of one speaker that belong together. */
export interface TranscriptTurn {
  readonly id: string;
  /** How many entries the conversation had before it, those included that the history limit has dropped. */
  readonly position: number;
  readonly role: TranscriptEntry['role'];
  readonly entries: readonly TranscriptEntry[];
}

/** The transcript as a person reads it: who spoke, and all they said before the other did. */
export function groupTurns({
  entries,
  dropped,
}: Pick<TranscriptState, 'entries' | 'dropped'>): readonly TranscriptTurn[] {
  const turns: (TranscriptTurn & { readonly entries: TranscriptEntry[] })[] = [];
  entries.forEach((entry, index) => {
    const last = turns.at(-1);
    if (last?.id === entry.turn) last.entries.push(entry);
    else
      turns.push({
        id: entry.turn,
        position: dropped + index,
        role: entry.role,
        entries: [entry],
      });
  });
  return turns;
}

/** The place of the entry with which the turn begins that holds the one at `index`, which may lie outside. */
export function turnStart(entries: readonly TranscriptEntry[], index: number): number {
  let start = Math.max(0, Math.min(index, entries.length));
  while (start > 0 && entries[start]?.turn === entries[start - 1]?.turn) start -= 1;
  return start;
}

/**
 * What was last said to the end, oldest first: final utterances of the user, and whole turns of the assistant.
 *
 * @param most how many of them at most
 */
export function finishedTurns(
  { entries, openTurn, dropped }: TranscriptState,
  most: number,
): readonly TranscriptTurn[] {
  const turns: TranscriptTurn[] = [];
  for (let end = entries.length - 1; end >= 0 && turns.length < most; end -= 1) {
    const last = entries[end];
    if (last?.state !== 'final' || last.turn === openTurn || last.text === '') continue;
    const { id, role, turn } = last;
    let begin = end;
    if (role === 'assistant') while (entries[begin - 1]?.turn === turn) begin -= 1;
    const own = entries.slice(begin, end + 1);
    turns.unshift({ id, position: dropped + begin, role, entries: own });
    end = begin;
  }
  return turns;
}
