import type { ReadableMessage } from '@vivavoce/core';
import { placeOf } from './transcript-draft.ts';
import type { TranscriptDraft } from './transcript-draft.ts';
import {
  append,
  closeTurn,
  interimOf,
  isCurrent,
  messagePlace,
  update,
} from './transcript-edits.ts';
import type { ToolCall, TranscriptEntry } from './transcript-state.ts';

type MessageOf<Type extends ReadableMessage['type']> = Extract<ReadableMessage, { type: Type }>;

/** What a server message does to the transcript. */
export function reduceMessage(
  transcript: TranscriptDraft,
  message: ReadableMessage,
  receivedAt: number,
): TranscriptDraft {
  switch (message.type) {
    case 'user_message':
      return addUserMessage(transcript, message, receivedAt);
    case 'assistant_message':
      return addAssistantMessage(transcript, message, receivedAt);
    case 'assistant_prosody':
      return attachScores(transcript, message);
    case 'assistant_end':
      return closeTurn(transcript);
    case 'tool_call':
      return addToolCall(transcript, message, receivedAt);
    case 'tool_response':
      return settleToolCall(transcript, message.tool_call_id, {
        status: 'done',
        content: message.content,
      });
    case 'tool_error':
      return settleToolCall(transcript, message.tool_call_id, {
        status: 'failed',
        error: message.error,
      });
    default:
      return transcript;
  }
}

function addUserMessage(
  transcript: TranscriptDraft,
  { message, interim, language, models, time, from_text: typed }: MessageOf<'user_message'>,
  receivedAt: number,
): TranscriptDraft {
  const version = {
    text: message.content ?? '',
    ...(language && { language }),
    state: interim ? 'interim' : 'final',
    scores: models.prosody?.scores ?? null,
    time,
  } as const;
  // What is typed while speech is recognised is a message of its own.
  const open = typed ? -1 : interimOf(transcript, version);
  if (open >= 0) return { ...update(transcript, open, version), speechPending: false };
  return append(transcript, {
    ...version,
    role: 'user',
    source: typed ? 'text' : 'speech',
    receivedAt,
    // Its first version comes with its last words so far.
    spokenAt: typed ? null : receivedAt - (time.end - time.begin),
  });
}

function addAssistantMessage(
  transcript: TranscriptDraft,
  message: MessageOf<'assistant_message'>,
  receivedAt: number,
): TranscriptDraft {
  const { id, language, models, from_text: typed } = message;
  const text = message.message.content ?? '';
  const more: Partial<TranscriptEntry> = {
    ...(models.prosody && { scores: models.prosody.scores }),
    ...(language && { language }),
    ...(message.is_quick_response && { quickResponse: true }),
  };
  const place = messagePlace(transcript, id);
  const known = isCurrent(transcript, place) ? transcript.entries[place] : undefined;
  // There is more of it, which is yet to be heard: all of it again, or the rest.
  const grown = known && known.text !== '' && text.length > known.text.length;
  if (grown && text.startsWith(known.text)) {
    return update(transcript, place, { ...more, text, heard: unlessCut(known) });
  }
  if (known && known.turn === transcript.openTurn) {
    const joined = join(known.text, text);
    return update(transcript, place, { ...more, text: joined, heard: unlessCut(known) });
  }
  return append(transcript, {
    ...more,
    // React must tell apart what two conversations call the same.
    ...(id && place >= 0 ? { messageId: id } : { id }),
    role: 'assistant',
    text,
    source: typed ? 'text' : 'speech',
    receivedAt,
  });
}

/** There is more to be heard of it, unless it was interrupted. */
function unlessCut({ heard }: TranscriptEntry): TranscriptEntry['heard'] {
  return heard?.cut ? heard : null;
}

function attachScores(
  transcript: TranscriptDraft,
  { id, models }: MessageOf<'assistant_prosody'>,
): TranscriptDraft {
  const scores = models.prosody?.scores;
  if (!scores) return transcript;
  return update(transcript, id ? messagePlace(transcript, id) : placeOf(transcript, 'words'), {
    scores,
  });
}

function addToolCall(
  transcript: TranscriptDraft,
  { tool_call_id: id, name, parameters }: MessageOf<'tool_call'>,
  receivedAt: number,
): TranscriptDraft {
  const { openTurn, entries } = transcript;
  if (isCurrent(transcript, placeOf(transcript, `call ${id}`))) return transcript;
  const call: ToolCall = { id, name, parameters, outcome: { status: 'pending' } };
  const end = entries.length - 1;
  const last = isCurrent(transcript, end) ? entries[end] : undefined;
  // Folded into the sentence that led to it; a call that comes before any sentence opens the turn.
  if (last?.role === 'assistant' && last.turn === openTurn) {
    return update(transcript, end, { toolCalls: [...last.toolCalls, call] });
  }
  return append(transcript, {
    role: 'assistant',
    text: '',
    source: 'speech',
    receivedAt,
    toolCalls: [call],
  });
}

function settleToolCall(
  transcript: TranscriptDraft,
  callId: string,
  outcome: ToolCall['outcome'],
): TranscriptDraft {
  const index = placeOf(transcript, `call ${callId}`);
  const toolCalls = transcript.entries[index]?.toolCalls.map((call) =>
    call.id === callId ? { ...call, outcome } : call,
  );
  return toolCalls ? update(transcript, index, { toolCalls }) : transcript;
}

function join(text: string, more: string): string {
  return /\S$/.test(text) && /^\S/.test(more) ? `${text} ${more}` : text + more;
}
