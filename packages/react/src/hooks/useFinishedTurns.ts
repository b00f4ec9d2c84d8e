import { useState } from 'react';
import { finishedTurns } from '../store/transcript-turns.ts';
import type { TranscriptTurn } from '../store/transcript-turns.ts';
import type { VoiceState } from '../store/voice-state.ts';
import { useVoice } from './useVoice.ts';

/** How many turns may end at once and all be given. Of more than that, which only a replay brings, the latest. */
const most = 4;

/**
 * What was said to the end since this component is on the page, as of the last change in which anything was: nearly always
 * one turn, and all of those that ended at once. Empty before the first; never interim words, never history.
 *
 * @param wanted which of them there are to be
 */
export function useFinishedTurns(
  wanted: (turn: TranscriptTurn, assistant: VoiceState['assistant']) => boolean = () => true,
): readonly TranscriptTurn[] {
  const { transcript, assistant } = useVoice(({ transcript, assistant }) => ({
    transcript,
    assistant,
  }));
  const recent = finishedTurns(transcript, most).filter((turn) => wanted(turn, assistant));
  const [seen, setSeen] = useState(() => ({ known: recent.map(keyOf), now: [] as string[] }));
  const fresh = recent.map(keyOf).filter((key) => !seen.known.includes(key));
  if (fresh.length > 0) setSeen({ known: [...seen.known.slice(-2 * most), ...fresh], now: fresh });
  return recent.filter((turn) => seen.now.includes(keyOf(turn)));
}

/** Ids begin anew with each conversation; times do not. */
function keyOf({ id, entries }: TranscriptTurn): string {
  return `${id} ${entries.at(-1)?.receivedAt}`;
}
