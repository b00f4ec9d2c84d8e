import type { TranscriptTurn } from '../store/transcript-turns.ts';
import type { VoiceState } from '../store/voice-state.ts';
import { useFinishedTurns } from './useFinishedTurns.ts';

/** Whose turns are announced to screen readers. */
export type Announce = 'user' | 'assistant' | 'all';

/**
 * The finished turns that are to be announced: of the user what was spoken, since typed text has been read while it was typed; of the
 * assistant what has been heard, so that no screen reader speaks over it.
 */
export function useAnnouncedTurns(announce: Announce = 'all'): readonly TranscriptTurn[] {
  return useFinishedTurns(
    (turn, assistant) => (announce === 'all' || announce === turn.role) && isDue(turn, assistant),
  );
}

function isDue({ role, entries }: TranscriptTurn, assistant: VoiceState['assistant']): boolean {
  if (role === 'user') return entries.some(({ source }) => source === 'speech');
  const silent = assistant !== 'speaking';
  return entries.every(({ heard, text }) => heard !== null || text === '' || silent);
}
