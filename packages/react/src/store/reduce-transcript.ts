import type { Heard, VoiceEventOf } from '@vivavoce/core';
import {
  closeTurn,
  hasMessageId,
  interimEntry,
  update,
  updateInterim,
} from './transcript-edits.ts';
import type { TranscriptEntry, TranscriptState } from './transcript-state.ts';

/** A conversation is connected: the same Chat Group goes on where it was, another one below what was said before. */
export function reduceChat(transcript: TranscriptState, chatGroupId: string): TranscriptState {
  const { chatGroupId: before, entries, begins } = transcript;
  if (before === chatGroupId) return transcript;
  if (before === null && !begins) return { ...transcript, chatGroupId };
  const why = begins ?? (entries.length > 0 ? 'call' : null);
  return { ...finalizeInterim(transcript), chatGroupId, begins: why, speechPending: false };
}

/** The server does not know the conversation any more. */
export function reduceChatLost(transcript: TranscriptState): TranscriptState {
  return { ...transcript, begins: 'chat-lost' };
}

/** The connection is lost, and nobody's turn goes on; but what was being recognised is sent again after a reconnect. */
export function reduceReconnecting(transcript: TranscriptState): TranscriptState {
  const speechPending = interimEntry(transcript) !== undefined;
  const closed = closeTurn(transcript);
  return speechPending === closed.speechPending ? closed : { ...closed, speechPending };
}

/** The call is over, or nothing came of what was being recognised: the text stays as it is. */
export function finalizeInterim(transcript: TranscriptState): TranscriptState {
  return closeTurn(updateInterim(transcript, { state: 'final' }));
}

/** How much of an assistant message was heard up to `at`, in ms since the epoch; null while it is playing. */
export function reduceHeard(
  transcript: TranscriptState,
  messageId: string,
  heard: Heard | null,
  at: number,
): TranscriptState {
  const entry = transcript.entries.findLast(
    (one) => hasMessageId(one, messageId) && one.heard !== heard,
  );
  const spokenAt = heard?.duration ? at - heard.duration : null;
  return update(transcript, entry, { heard, spokenAt });
}

/**
 * The assistant was interrupted. Sentences of its last turn that had not begun to play never will; the one that is
 * playing learns later how much of it was heard. On the wire the turn may have ended long before; where the page has stopped it, more
 * of the same turn may come.
 */
export function reduceInterruption(
  transcript: TranscriptState,
  audibleId: string | null,
  by: VoiceEventOf<'interrupted'>['by'],
): TranscriptState {
  const turn = transcript.entries.findLast(({ role }) => role === 'assistant')?.turn;
  const unheard = (entry: TranscriptEntry): boolean =>
    entry.turn === turn &&
    entry.heard === null &&
    entry.text !== '' &&
    !hasMessageId(entry, audibleId);
  const closed = by === 'local' ? transcript : closeTurn(transcript);
  if (!transcript.entries.some(unheard)) return closed;
  const heard = { duration: 0, cut: true };
  const entries = closed.entries.map((entry) => (unheard(entry) ? { ...entry, heard } : entry));
  return { ...closed, entries };
}
