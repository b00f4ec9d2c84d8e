import { sameSelection } from './same-selection.ts';
import type { TranscriptEntry, TranscriptState } from './transcript-state.ts';

/**
 * A transcript that a batch is changing. Its entries are copied with the first change and changed in place from then on, so
 * that a batch of any size costs one copy; `closeDraft` makes a transcript of it that never changes again.
 */
export interface TranscriptDraft extends TranscriptState {
  /** For each key, the number of the last entry that has it. Dropped entries count. */
  readonly places: Map<string, number>;
  /** Whether the entries are the draft's own. */
  readonly copied: boolean;
}

/** Of the entries that a draft left last. Another change of older ones finds them anew. */
const placesOf = new WeakMap<readonly TranscriptEntry[], Map<string, number>>();

export function openDraft(transcript: TranscriptState): TranscriptDraft {
  const { entries, dropped } = transcript;
  let places = placesOf.get(entries);
  if (!places) {
    places = new Map();
    for (const [index, entry] of entries.entries()) note(places, keysOf(entry), dropped + index);
  }
  return { ...transcript, places, copied: false };
}

/**
 * @param before what the draft was opened with: returned where nothing has changed
 * @param limit how many entries are kept, 1 at least: the oldest are dropped
 */
export function closeDraft(
  { places, copied, ...after }: TranscriptDraft,
  before: TranscriptState,
  limit: number = Infinity,
): TranscriptState {
  if (!copied) return sameSelection(before, after) ? before : after;
  const excess = Math.floor(Math.max(0, after.entries.length - Math.max(1, limit)));
  const entries = excess > 0 ? after.entries.slice(excess) : after.entries;
  const dropped = after.dropped + excess;
  for (const key of after.entries.slice(0, excess).flatMap((entry) => keysOf(entry)))
    if ((places.get(key) ?? dropped) < dropped) places.delete(key);
  placesOf.set(entries, places);
  return { ...after, entries, dropped };
}

/** The index of the last entry that has this key; -1 where there is none. */
export function placeOf({ places, dropped }: TranscriptDraft, key: string): number {
  return (places.get(key) ?? dropped - 1) - dropped;
}

/** Puts an entry at that index: in the place of another, or at the end. */
export function put(
  draft: TranscriptDraft,
  index: number,
  entry: TranscriptEntry,
): TranscriptDraft {
  const { places, copied, dropped } = draft;
  if (!copied) placesOf.delete(draft.entries);
  const entries = (copied ? draft.entries : draft.entries.slice()) as TranscriptEntry[];
  note(places, keysOf(entry, entries[index]?.toolCalls.length), dropped + index);
  entries[index] = entry;
  return copied ? draft : { ...draft, entries, copied: true };
}

/**
 * What an entry is looked up by.
 *
 * @param calls how many of its tool calls are known
 */
function keysOf(
  { role, id, messageId = id, source, text, toolCalls, begins }: TranscriptEntry,
  calls?: number,
): string[] {
  const keys = toolCalls.slice(calls).map((call) => `call ${call.id}`);
  if (begins) keys.push('begins');
  if (role === 'assistant') keys.push('assistant', `message ${messageId}`);
  else if (source === 'speech') keys.push('speech');
  if (role === 'assistant' && text) keys.push('words');
  return keys;
}

function note(places: Map<string, number>, keys: readonly string[], place: number): void {
  for (const key of keys) places.set(key, Math.max(places.get(key) ?? 0, place));
}
