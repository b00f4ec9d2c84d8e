import { useMemo, useState } from 'react';
import { groupTurns, turnStart } from '../store/transcript-turns.ts';
import type { TranscriptTurn } from '../store/transcript-turns.ts';
import type { TranscriptEntry } from '../store/transcript-state.ts';
import { useVoice } from './useVoice.ts';

export type { TranscriptTurn } from '../store/transcript-turns.ts';
export type { ToolCall, TranscriptEntry } from '../store/transcript-state.ts';

/** How much of it. */
export interface TranscriptOptions {
  /**
   * How many of the latest entries to give, and how many more with each step back; the turn that the first of them
   * belongs to is given whole. Default: all that are kept.
   */
  readonly limit?: number | undefined;
}

/** The transcript in both readings. */
export interface TranscriptView {
  /** Oldest first. An entry keeps its place and its `id` while its text, scores or tool calls change. */
  readonly entries: readonly TranscriptEntry[];
  /** The same entries by turn: all that one spoke before the other did. */
  readonly turns: readonly TranscriptTurn[];
  /** How many earlier entries are kept, but not given. */
  readonly earlier: number;
  /** How many of the oldest entries the provider's `historyLimit` has dropped. */
  readonly dropped: number;
  /**
   * Goes back by so many entries (default: `limit`) and holds the first one there while the conversation goes on: by 0 it
   * is only held, for somebody who reads.
   */
  readonly loadEarlier: (count?: number) => void;
  /** Gives the latest again, and moves on with the conversation. */
  readonly showLatest: () => void;
}

/**
 * What was said: interim texts replaced in place, scores and tool calls with the entry they belong to, and how much of
 * each answer was heard.
 *
 * @example
 * ```tsx
 * const { entries, earlier, loadEarlier } = useTranscript({ limit: 50 });
 * return (
 *   <>
 *     {earlier > 0 && <button onClick={() => loadEarlier()}>Earlier</button>}
 *     {entries.map(({ id, role, text }) => <p key={id}>{role}: {text}</p>)}
 *   </>
 * );
 * ```
 * @throws VoiceError `usage` outside a provider
 */
export function useTranscript({ limit }: TranscriptOptions = {}): TranscriptView {
  const transcript = useVoice((voice) => voice.transcript);
  const { chatGroupId, entries: all, dropped } = transcript;
  const [held, hold] = useState<{ readonly group: string | null; readonly first: number }>();
  // What is no number asks for no limit.
  const step = limit === undefined || Number.isNaN(limit) ? Infinity : Math.max(1, limit);
  const first = turnStart(
    all,
    held?.group === chatGroupId ? held.first - dropped : all.length - Math.floor(step),
  );
  const entries = useMemo(() => (first === 0 ? all : all.slice(first)), [all, first]);
  const turns = useMemo(
    () => groupTurns({ entries, dropped: dropped + first }),
    [entries, dropped, first],
  );
  return {
    entries,
    turns,
    earlier: first,
    dropped,
    loadEarlier: (count = step) =>
      hold({ group: chatGroupId, first: dropped + turnStart(all, first - count) }),
    showLatest: () => hold(undefined),
  };
}
