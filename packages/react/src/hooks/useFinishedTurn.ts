import type { TranscriptTurn } from '../store/transcript-turns.ts';
import { useFinishedTurns } from './useFinishedTurns.ts';

/**
 * What was last said to the end since this component is on the page: a final utterance of the user, or a whole turn of
 * the assistant. Null before the first; never interim words, never history.
 *
 * @throws VoiceError `usage` outside a provider
 */
export function useFinishedTurn(): TranscriptTurn | null {
  return useFinishedTurns().at(-1) ?? null;
}
