import type { TranscriptEntry, TranscriptState } from './transcript-state.ts';

/** Entries of one speaker that belong together. */
export interface TranscriptTurn {
  readonly id: string;
  readonly role: TranscriptEntry['role'];
  readonly entries: readonly TranscriptEntry[];
}

/** The transcript as a person reads it: who spoke, and all they said before the other did. */
export function groupTurns(entries: readonly TranscriptEntry[]): readonly TranscriptTurn[] {
  const turns: { id: string; role: TranscriptEntry['role']; entries: TranscriptEntry[] }[] = [];
  for (const entry of entries) {
    const last = turns.at(-1);
    if (last?.id === entry.turn) last.entries.push(entry);
    else turns.push({ id: entry.turn, role: entry.role, entries: [entry] });
  }
  return turns;
}

/** What was last said to the end: a final utterance of the user, or a whole turn of the assistant. Null before the first. */
export function lastFinishedTurn({ entries, openTurn }: TranscriptState): TranscriptTurn | null {
  const last = entries.findLast(
    ({ state, turn, text }) => state === 'final' && turn !== openTurn && text !== '',
  );
  if (!last) return null;
  if (last.role === 'user') return { id: last.id, role: 'user', entries: [last] };
  const turn = entries.filter((entry) => entry.turn === last.turn);
  return { id: last.id, role: 'assistant', entries: turn };
}
