import type { TranscriptTurn } from '../store/transcript-turns.ts';
import { useFinishedTurns } from './useFinishedTurns.ts';

/**
 * The last turn that was finished since this component was mounted: a final utterance of the user, or a whole turn of the
 * assistant. Null before the first; never interim text or earlier history.
 *
 * @throws VoiceError `usage` outside a provider
 */
export function useFinishedTurn(): TranscriptTurn | null {
  return useFinishedTurns().at(-1) ?? null;
}
