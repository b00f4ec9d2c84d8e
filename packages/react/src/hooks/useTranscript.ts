import { useMemo, useState } from 'react';
import { groupTurns, turnStart } from '../store/transcript-turns.ts';
import type { TranscriptTurn } from '../store/transcript-turns.ts';
import type { TranscriptEntry } from '../store/transcript-state.ts';
import { useVoice } from './useVoice.ts';

export type { TranscriptTurn } from '../store/transcript-turns.ts';
export type { ConversationStart, ToolCall, TranscriptEntry } from '../store/transcript-state.ts';

/** Options of {@link useTranscript}. */
export interface TranscriptOptions {
  /**
   * How many of the latest entries to return, and how many more with each `loadEarlier()`; the turn that the first of them
   * belongs to is returned whole. Default: all that are kept.
   */
  readonly limit?: number | undefined;
}

/** The transcript by entries and by turns. */
export interface TranscriptView {
  /** Oldest first. An entry keeps its place and its `id` while its text, scores or tool calls change. */
  readonly entries: readonly TranscriptEntry[];
  /** The same entries grouped by turn. */
  readonly turns: readonly TranscriptTurn[];
  /** How many earlier entries are kept, but not returned. */
  readonly earlier: number;
  /** How many of the oldest entries the provider's `historyLimit` has dropped. */
  readonly dropped: number;
  /**
   * Returns so many more entries (default: `limit`), and keeps the first one in place while the conversation continues; 0
   * only keeps it in place, for a user who reads.
   */
  readonly loadEarlier: (count?: number) => void;
  /** Returns the latest entries again, and follows the conversation. */
  readonly showLatest: () => void;
}

/**
 * The transcript: interim text is replaced in place, and entries have their scores, tool calls, and how much of an answer was
 * heard.
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
  const [anchor, setAnchor] = useState<{ readonly group: string | null; readonly first: number }>();
  // What is no number asks for no limit.
  const step = limit === undefined || Number.isNaN(limit) ? Infinity : Math.max(1, limit);
  const first = turnStart(
    all,
    anchor?.group === chatGroupId ? anchor.first - dropped : all.length - Math.floor(step),
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
      setAnchor({ group: chatGroupId, first: dropped + turnStart(all, first - count) }),
    showLatest: () => setAnchor(undefined),
  };
}
