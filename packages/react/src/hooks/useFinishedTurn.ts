import { useState } from 'react';
import { lastFinishedTurn } from '../store/transcript-turns.ts';
import type { TranscriptTurn } from '../store/transcript-turns.ts';
import { useVoice } from './useVoice.ts';

/**
 * What was last said to the end since this component is on the page: a final utterance of the user, or a whole turn of
 * the assistant. Null before the first; never interim words, never history.
 *
 * @throws VoiceError `usage` outside a provider
 */
export function useFinishedTurn(): TranscriptTurn | null {
  const transcript = useVoice((voice) => voice.transcript);
  const finished = lastFinishedTurn(transcript);
  const [history] = useState(finished?.id);
  return finished && finished.id !== history ? finished : null;
}
