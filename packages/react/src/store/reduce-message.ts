import type { ReadableMessage } from '@vivavoce/core';
import {
  append,
  closeTurn,
  currentEntries,
  hasMessageId,
  interimOf,
  update,
} from './transcript-edits.ts';
import type { ToolCall, TranscriptEntry, TranscriptState } from './transcript-state.ts';

type MessageOf<Type extends ReadableMessage['type']> = Extract<ReadableMessage, { type: Type }>;

/** What a server message does to the transcript. `limit` is how many entries are kept at most. */
export function reduceMessage(
  transcript: TranscriptState,
  message: ReadableMessage,
  receivedAt: number,
  limit: number,
): TranscriptState {
  switch (message.type) {
    case 'user_message':
      return addUserMessage(transcript, message, receivedAt, limit);
    case 'assistant_message':
      return addAssistantMessage(transcript, message, receivedAt, limit);
    case 'assistant_prosody':
      return attachScores(transcript, message);
    case 'assistant_end':
      return closeTurn(transcript);
    case 'tool_call':
      return addToolCall(transcript, message, receivedAt, limit);
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
  transcript: TranscriptState,
  { message, interim, language, models, time, from_text: typed }: MessageOf<'user_message'>,
  receivedAt: number,
  limit: number,
): TranscriptState {
  const version = {
    text: message.content ?? '',
    ...(language && { language }),
    state: interim ? 'interim' : 'final',
    scores: models.prosody?.scores ?? null,
    time,
  } as const;
  // What is typed while speech is recognised is a message of its own.
  const open = typed ? undefined : interimOf(transcript, version);
  if (open) return { ...update(transcript, open, version), speechPending: false };
  return append(
    transcript,
    {
      ...version,
      role: 'user',
      source: typed ? 'text' : 'speech',
      receivedAt,
      // Its first version comes with its last words so far.
      spokenAt: typed ? null : receivedAt - (time.end - time.begin),
    },
    limit,
  );
}

function addAssistantMessage(
  transcript: TranscriptState,
  message: MessageOf<'assistant_message'>,
  receivedAt: number,
  limit: number,
): TranscriptState {
  const { id, language, models, from_text: typed } = message;
  const text = message.message.content ?? '';
  const more: Partial<TranscriptEntry> = {
    ...(models.prosody && { scores: models.prosody.scores }),
    ...(language && { language }),
    ...(message.is_quick_response && { quickResponse: true }),
  };
  const known = currentEntries(transcript).findLast((entry) => hasMessageId(entry, id));
  // React must tell apart what two conversations call the same.
  const taken = known ?? transcript.entries.findLast((entry) => hasMessageId(entry, id));
  // There is more of it, which is yet to be heard: all of it again, or the rest.
  const grown = known && known.text !== '' && text.length > known.text.length;
  if (grown && text.startsWith(known.text)) {
    return update(transcript, known, { ...more, text, heard: unlessCut(known) });
  }
  if (known && known.turn === transcript.openTurn) {
    const joined = join(known.text, text);
    return update(transcript, known, { ...more, text: joined, heard: unlessCut(known) });
  }
  return append(
    transcript,
    {
      ...more,
      ...(taken ? { messageId: taken.messageId ?? taken.id } : { id }),
      role: 'assistant',
      text,
      source: typed ? 'text' : 'speech',
      receivedAt,
    },
    limit,
  );
}

/** There is more to be heard of it, unless it was interrupted. */
function unlessCut({ heard }: TranscriptEntry): TranscriptEntry['heard'] {
  return heard?.cut ? heard : null;
}

function attachScores(
  transcript: TranscriptState,
  { id, models }: MessageOf<'assistant_prosody'>,
): TranscriptState {
  const scores = models.prosody?.scores;
  if (!scores) return transcript;
  const entry = transcript.entries.findLast((entry) =>
    id ? hasMessageId(entry, id) : entry.role === 'assistant' && entry.text !== '',
  );
  return update(transcript, entry, { scores });
}

function addToolCall(
  transcript: TranscriptState,
  { tool_call_id: id, name, parameters }: MessageOf<'tool_call'>,
  receivedAt: number,
  limit: number,
): TranscriptState {
  const { openTurn } = transcript;
  const entries = currentEntries(transcript);
  if (entries.some(({ toolCalls }) => toolCalls.some((call) => call.id === id))) return transcript;
  const call: ToolCall = { id, name, parameters, outcome: { status: 'pending' } };
  const last = entries.at(-1);
  // Folded into the sentence that led to it; a call that comes before any sentence opens the turn.
  if (last?.role === 'assistant' && last.turn === openTurn) {
    return update(transcript, last, { toolCalls: [...last.toolCalls, call] });
  }
  return append(
    transcript,
    { role: 'assistant', text: '', source: 'speech', receivedAt, toolCalls: [call] },
    limit,
  );
}

function settleToolCall(
  transcript: TranscriptState,
  callId: string,
  outcome: ToolCall['outcome'],
): TranscriptState {
  const entry = transcript.entries.findLast(({ toolCalls }) =>
    toolCalls.some(({ id }) => id === callId),
  );
  const toolCalls = entry?.toolCalls.map((call) =>
    call.id === callId ? { ...call, outcome } : call,
  );
  return toolCalls ? update(transcript, entry, { toolCalls }) : transcript;
}

function join(text: string, more: string): string {
  return /\S$/.test(text) && /^\S/.test(more) ? `${text} ${more}` : text + more;
}
