import { useMemo } from 'react';
import { groupTurns } from '../store/transcript-turns.ts';
import type { TranscriptTurn } from '../store/transcript-turns.ts';
import type { TranscriptEntry } from '../store/transcript-state.ts';
import { useVoice } from './useVoice.ts';

export type { TranscriptTurn } from '../store/transcript-turns.ts';
export type { ToolCall, TranscriptEntry } from '../store/transcript-state.ts';

/** The transcript in both readings. */
export interface TranscriptView {
  /** Oldest first. An entry keeps its place and its `id` while its text, scores or tool calls change. */
  readonly entries: readonly TranscriptEntry[];
  /** The same entries by turn: all that one spoke before the other did. */
  readonly turns: readonly TranscriptTurn[];
  /** How many of the oldest entries the provider's `historyLimit` has dropped. */
  readonly dropped: number;
}

/**
 * What was said: interim texts replaced in place, scores and tool calls with the entry they belong to, and how much of
 * each answer was heard.
 *
 * @example
 * ```tsx
 * const { entries } = useTranscript();
 * return entries.map(({ id, role, text }) => <p key={id}>{role}: {text}</p>);
 * ```
 * @throws VoiceError `usage` outside a provider
 */
export function useTranscript(): TranscriptView {
  const transcript = useVoice((voice) => voice.transcript);
  const turns = useMemo(() => groupTurns(transcript), [transcript]);
  const { entries, dropped } = transcript;
  return { entries, turns, dropped };
}
