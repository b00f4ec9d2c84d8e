import type { TranscriptEntry, TranscriptState } from './transcript-state.ts';

/** What an entry begins with. Without an id, as what the user says, it gets one that never repeats within a transcript. */
type NewEntry = Pick<TranscriptEntry, 'role' | 'text' | 'source' | 'receivedAt'> &
  Partial<Omit<TranscriptEntry, 'id'>> & { readonly id?: string | null | undefined };

/**
 * Adds an entry to the turn it belongs to, or begins one with it.
 *
 * @param limit how many entries are kept, 1 at least: the oldest are dropped
 */
export function append(
  transcript: TranscriptState,
  { id: given, ...entry }: NewEntry,
  limit: number,
): TranscriptState {
  const { entries, openTurn, dropped, begins } = transcript;
  const id = given || `${entry.role}-${entries.length + dropped}`;
  const last = entries.at(-1);
  const users = last?.role === 'user' && !begins ? last.turn : null;
  const turn = (entry.role === 'user' ? users : openTurn) ?? id;
  const excess = Math.max(0, entries.length + 1 - limit);
  return {
    ...transcript,
    entries: [
      ...entries.slice(excess),
      {
        id,
        turn,
        state: 'final',
        scores: null,
        spokenAt: null,
        time: null,
        toolCalls: [],
        heard: null,
        ...(begins && { begins }),
        ...entry,
      },
    ],
    begins: null,
    openTurn: entry.role === 'assistant' ? turn : null,
    dropped: dropped + excess,
  };
}

/** The entries of the conversation under way. */
export function currentEntries({
  entries,
  begins,
}: Pick<TranscriptState, 'entries' | 'begins'>): readonly TranscriptEntry[] {
  return begins
    ? []
    : entries.slice(
        Math.max(
          0,
          entries.findLastIndex((one) => one.begins),
        ),
      );
}

/** Changes an entry of the transcript; nothing where there is none. */
export function update(
  transcript: TranscriptState,
  entry: TranscriptEntry | undefined,
  change: Partial<TranscriptEntry>,
): TranscriptState {
  if (!entry) return transcript;
  const entries = transcript.entries.slice();
  entries[entries.lastIndexOf(entry)] = { ...entry, ...change };
  return { ...transcript, entries };
}

/** The text that is still being recognised: the last of what the user said, or none. */
export function interimEntry({ entries }: TranscriptState): TranscriptEntry | undefined {
  const spoken = entries.findLast(({ role, source }) => role === 'user' && source === 'speech');
  return spoken?.state === 'interim' ? spoken : undefined;
}

/**
 * Which text that is still being recognised these words are a version of. There is one at most, but for services whose words come
 * late: with them each utterance keeps its place by an interim without words, and is known by its time.
 */
export function interimOf(
  transcript: TranscriptState,
  { text, state, time }: Pick<TranscriptEntry, 'text' | 'state' | 'time'>,
): TranscriptEntry | undefined {
  const open = transcript.entries
    .slice(-lateEntries)
    .filter((entry) => entry.role === 'user' && entry.state === 'interim');
  const same = open.find((entry) => overlap(entry.time, time));
  const another = text === '' && state === 'interim';
  return same ?? (another ? undefined : (open.at(-1) ?? interimEntry(transcript)));
}

/** How far back words may be late. */
const lateEntries = 20;

function overlap(one: TranscriptEntry['time'], other: TranscriptEntry['time']): boolean {
  return !one || !other || (one.begin < other.end && other.begin < one.end);
}

/** Changes the text that is still being recognised. */
export function updateInterim(
  transcript: TranscriptState,
  change: Partial<TranscriptEntry>,
): TranscriptState {
  const entry = interimEntry(transcript);
  return entry ? { ...update(transcript, entry, change), speechPending: false } : transcript;
}

export function closeTurn(transcript: TranscriptState): TranscriptState {
  return transcript.openTurn === null ? transcript : { ...transcript, openTurn: null };
}

/** Whether it is the assistant's message with that id on the wire. */
export function hasMessageId(
  { role, id, messageId = id }: TranscriptEntry,
  wireId: string | null | undefined,
): boolean {
  return role === 'assistant' && messageId === wireId;
}
