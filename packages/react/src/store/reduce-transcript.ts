import type { Heard, VoiceEventOf } from '@vivavoce/core';
import { placeOf, put } from './transcript-draft.ts';
import type { TranscriptDraft } from './transcript-draft.ts';
import { closeTurn, hasMessageId, interimPlace, messagePlace, update } from './transcript-edits.ts';

/** A conversation is connected: the same Chat Group goes on where it was, another one below what was said before. */
export function reduceChat(transcript: TranscriptDraft, chatGroupId: string): TranscriptDraft {
  const { chatGroupId: before, entries, begins } = transcript;
  if (before === chatGroupId) return transcript;
  if (before === null && !begins) return { ...transcript, chatGroupId };
  const why = begins ?? (entries.length > 0 ? 'call' : null);
  return { ...finalizeInterim(transcript), chatGroupId, begins: why, speechPending: false };
}

/** The server does not know the conversation any more. */
export function reduceChatLost(transcript: TranscriptDraft): TranscriptDraft {
  return { ...transcript, begins: 'chat-lost' };
}

/** The connection is lost, and nobody's turn goes on; but what was being recognised is sent again after a reconnect. */
export function reduceReconnecting(transcript: TranscriptDraft): TranscriptDraft {
  const speechPending = interimPlace(transcript) >= 0;
  const closed = closeTurn(transcript);
  return speechPending === closed.speechPending ? closed : { ...closed, speechPending };
}

/** The call is over, or nothing came of what was being recognised: the text stays as it is. */
export function finalizeInterim(transcript: TranscriptDraft): TranscriptDraft {
  const index = interimPlace(transcript);
  if (index < 0) return closeTurn(transcript);
  return closeTurn({ ...update(transcript, index, { state: 'final' }), speechPending: false });
}

/** How much of an assistant message was heard up to `at`, in ms since the epoch; null while it is playing. */
export function reduceHeard(
  transcript: TranscriptDraft,
  messageId: string,
  heard: Heard | null,
  at: number,
): TranscriptDraft {
  const index = messagePlace(transcript, messageId);
  if (transcript.entries[index]?.heard === heard) return transcript;
  const spokenAt = heard?.duration ? at - heard.duration : null;
  return update(transcript, index, { heard, spokenAt });
}

/**
 * The assistant was interrupted. Sentences of its last turn that had not begun to play never will; the one that is
 * playing learns later how much of it was heard. On the wire the turn may have ended long before; where the page has stopped it, more
 * of the same turn may come.
 */
export function reduceInterruption(
  transcript: TranscriptDraft,
  audibleId: string | null,
  by: VoiceEventOf<'interrupted'>['by'],
): TranscriptDraft {
  let next = by === 'local' ? transcript : closeTurn(transcript);
  const last = placeOf(next, 'assistant');
  const turn = next.entries[last]?.turn;
  const heard = { duration: 0, cut: true };
  for (let index = last; index >= 0; index -= 1) {
    const entry = next.entries[index];
    if (entry?.turn !== turn) break;
    if (entry?.heard === null && entry.text !== '' && !hasMessageId(entry, audibleId))
      next = put(next, index, { ...entry, heard });
  }
  return next;
}
