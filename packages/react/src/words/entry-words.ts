import type { EntryLabels } from '../provider/labels/voice-labels.ts';
import type { ToolCall, TranscriptEntry } from '../store/transcript-state.ts';

/** What there is to say of an entry besides its text: how far it was heard, or that it was typed. Null for nothing. */
export function entryNote(
  { state, source, role, heard }: TranscriptEntry,
  { interim, typed, cutShort, unheard, locale }: EntryLabels,
): string | null {
  if (state === 'interim') return interim;
  if (!heard?.cut) return role === 'user' && source === 'text' ? typed : null;
  if (heard.duration === 0) return unheard;
  const seconds = (heard.duration / 1000).toLocaleString(locale, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  return cutShort.replace('{seconds}', seconds);
}

/** What became of a tool call. */
export function toolNote({ name, outcome }: ToolCall, { tool }: EntryLabels): string {
  return tool[outcome.status].replace('{name}', () => name);
}
