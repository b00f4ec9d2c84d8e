import { placeOf, put } from './transcript-draft.ts';
import type { TranscriptDraft } from './transcript-draft.ts';
import type { TranscriptEntry, TranscriptState } from './transcript-state.ts';

/** What an entry begins with. Without an id, as what the user says, it gets one that never repeats within a transcript. */
type NewEntry = Pick<TranscriptEntry, 'role' | 'text' | 'source' | 'receivedAt'> &
  Partial<Omit<TranscriptEntry, 'id'>> & { readonly id?: string | null | undefined };

/** Adds an entry to the turn it belongs to, or begins one with it. */
export function append(
  transcript: TranscriptDraft,
  { id: given, ...entry }: NewEntry,
): TranscriptDraft {
  const { entries, openTurn, dropped, begins } = transcript;
  const id = given || `${entry.role}-${entries.length + dropped}`;
  const last = entries.at(-1);
  const users = last?.role === 'user' && !begins ? last.turn : null;
  const turn = (entry.role === 'user' ? users : openTurn) ?? id;
  const added = put(transcript, entries.length, {
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
  });
  return { ...added, begins: null, openTurn: entry.role === 'assistant' ? turn : null };
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

/** Whether there is an entry at that index, and it is one of the conversation under way. */
export function isCurrent(transcript: TranscriptDraft, index: number): boolean {
  return !transcript.begins && index >= Math.max(0, placeOf(transcript, 'begins'));
}

/** The index of the assistant's last message with that id on the wire; -1 where there is none. */
export function messagePlace(
  transcript: TranscriptDraft,
  wireId: string | null | undefined,
): number {
  return wireId ? placeOf(transcript, `message ${wireId}`) : -1;
}

/** Changes the entry at that index; nothing where there is none. */
export function update(
  transcript: TranscriptDraft,
  index: number,
  change: Partial<TranscriptEntry>,
): TranscriptDraft {
  const entry = transcript.entries[index];
  return entry ? put(transcript, index, { ...entry, ...change }) : transcript;
}

/** The text that is still being recognised: the last of what the user said, or none. */
export function interimEntry({ entries }: TranscriptState): TranscriptEntry | undefined {
  const spoken = entries.findLast(({ role, source }) => role === 'user' && source === 'speech');
  return spoken?.state === 'interim' ? spoken : undefined;
}

/**
 * Which text that is still being recognised these words are a version of. There is one at most, but for services whose words come
 * late: with them each utterance keeps its place by an interim without words, and is known by its time.
 *
 * @returns its index, or -1
 */
export function interimOf(
  transcript: TranscriptDraft,
  { text, state, time }: Pick<TranscriptEntry, 'text' | 'state' | 'time'>,
): number {
  const { entries } = transcript;
  const latest = entries.slice(-lateEntries);
  const open = latest.filter((entry) => entry.role === 'user' && entry.state === 'interim');
  const same = open.find((entry) => overlap(entry.time, time));
  const another = text === '' && state === 'interim';
  const known = same ?? (another ? undefined : open.at(-1));
  if (known) return entries.length - latest.length + latest.indexOf(known);
  return another ? -1 : interimPlace(transcript);
}

/** How far back words may be late. */
const lateEntries = 20;

function overlap(one: TranscriptEntry['time'], other: TranscriptEntry['time']): boolean {
  return !one || !other || (one.begin < other.end && other.begin < one.end);
}

/** The index of the text that is still being recognised, or -1. */
export function interimPlace(transcript: TranscriptDraft): number {
  const index = placeOf(transcript, 'speech');
  return transcript.entries[index]?.state === 'interim' ? index : -1;
}

export function closeTurn(transcript: TranscriptDraft): TranscriptDraft {
  return transcript.openTurn === null ? transcript : { ...transcript, openTurn: null };
}

/** Whether it is the assistant's message with that id on the wire. */
export function hasMessageId(
  { role, id, messageId = id }: TranscriptEntry,
  wireId: string | null | undefined,
): boolean {
  return role === 'assistant' && messageId === wireId;
}
