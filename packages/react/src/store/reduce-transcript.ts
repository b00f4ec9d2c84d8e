import type { Heard, ReadableMessage } from '@vivavoce/core';
import { emptyTranscript } from './transcript-state.ts';
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

/** A conversation is up: the same Chat Group goes on where it was, another one begins a new transcript. */
export function reduceChat(transcript: TranscriptState, chatGroupId: string): TranscriptState {
  if (transcript.chatGroupId === chatGroupId) return transcript;
  const { chatGroupId: before, entries } = transcript;
  return before === null && entries.length > 0
    ? { ...transcript, chatGroupId }
    : { ...emptyTranscript, chatGroupId };
}

/** The line is gone, and nobody's turn goes on; but what was being recognised is sent again when it comes back. */
export function reduceLineLost(transcript: TranscriptState): TranscriptState {
  const closed = closeTurn(transcript);
  const leftOpen = updateInterim(closed, {}) !== closed;
  return leftOpen === closed.leftOpen ? closed : { ...closed, leftOpen };
}

/** The line does not come back, or nothing came of what was being recognised: it stays as it stood. */
export function reduceSpeechLost(transcript: TranscriptState): TranscriptState {
  return closeTurn(updateInterim(transcript, { state: 'final' }));
}

/** What the speaker's own count says was heard of an assistant message up to `at`, in ms since the epoch; null while it sounds. */
export function reduceHeard(
  transcript: TranscriptState,
  messageId: string,
  heard: Heard | null,
  at: number,
): TranscriptState {
  return update(
    transcript,
    (entry) => isCalled(entry, messageId) && entry.heard !== heard,
    (entry) => ({ ...entry, heard, spokenAt: heard && at - heard.duration }),
  );
}

/**
 * The assistant was stopped. Sentences of its last turn that had not begun to sound never will; the one that was
 * sounding learns from the speaker how far it came. The turn may have ended on the wire long before it is heard out.
 */
export function reduceInterruption(
  transcript: TranscriptState,
  audibleId: string | null,
): TranscriptState {
  const turn = transcript.entries.findLast(({ role }) => role === 'assistant')?.turn;
  const unheard = (entry: TranscriptEntry): boolean =>
    entry.turn === turn &&
    entry.heard === null &&
    entry.text !== '' &&
    !(audibleId !== null && isCalled(entry, audibleId));
  const closed = closeTurn(transcript);
  if (!transcript.entries.some(unheard)) return closed;
  const heard = { duration: 0, cut: true };
  const entries = closed.entries.map((entry) => (unheard(entry) ? { ...entry, heard } : entry));
  return { ...closed, entries };
}

function addUserMessage(
  transcript: TranscriptState,
  message: MessageOf<'user_message'>,
  receivedAt: number,
  limit: number,
): TranscriptState {
  const version = {
    text: message.message.content ?? '',
    state: message.interim ? 'interim' : 'final',
    scores: message.models.prosody?.scores ?? null,
    time: message.time,
  } as const;
  // Speech has one open text at most; what is typed meanwhile is a message of its own.
  if (!message.from_text) {
    const replaced = updateInterim(transcript, version);
    if (replaced !== transcript) return replaced;
  }
  const id = mintId(transcript, 'user');
  const last = transcript.entries.at(-1);
  return append(
    closeTurn(transcript),
    {
      ...version,
      id,
      turn: last?.role === 'user' ? last.turn : id,
      role: 'user',
      source: message.from_text ? 'text' : 'speech',
      receivedAt,
      // Its first version comes with its last words so far.
      spokenAt: message.from_text ? null : receivedAt - (message.time.end - message.time.begin),
      toolCalls: [],
      heard: null,
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
  const version = {
    text: message.message.content ?? '',
    ...(message.models.prosody && { scores: message.models.prosody.scores }),
  };
  const { id } = message;
  const source = message.from_text ? 'text' : 'speech';
  const known = id ? transcript.entries.findLast((entry) => isCalled(entry, id)) : undefined;
  if (known && known.turn === transcript.openTurn) {
    // There is more of it, which is yet to be heard.
    return update(
      transcript,
      (entry) => entry === known,
      () => ({ ...known, ...version, text: join(known.text, version.text), heard: null }),
    );
  }
  return append(
    transcript,
    assistantEntry(transcript, known ? null : id, {
      ...version,
      ...(known && id && { messageId: id }),
      source,
      receivedAt,
    }),
    limit,
  );
}

function attachScores(
  transcript: TranscriptState,
  { id, models }: MessageOf<'assistant_prosody'>,
): TranscriptState {
  const scores = models.prosody?.scores;
  if (!scores) return transcript;
  return update(
    transcript,
    (entry) => entry.role === 'assistant' && (id ? isCalled(entry, id) : entry.text !== ''),
    (entry) => ({ ...entry, scores }),
  );
}

function addToolCall(
  transcript: TranscriptState,
  message: MessageOf<'tool_call'>,
  receivedAt: number,
  limit: number,
): TranscriptState {
  const call: ToolCall = {
    id: message.tool_call_id,
    name: message.name,
    parameters: message.parameters,
    outcome: { status: 'pending' },
  };
  if (transcript.entries.some(({ toolCalls }) => toolCalls.some(({ id }) => id === call.id)))
    return transcript;
  const last = transcript.entries.at(-1);
  // Folded into the sentence that led to it; a call that comes before any sentence opens the turn.
  if (last?.role === 'assistant' && last.turn === transcript.openTurn) {
    return update(
      transcript,
      (entry) => entry === last,
      (entry) => ({ ...entry, toolCalls: [...entry.toolCalls, call] }),
    );
  }
  return append(
    transcript,
    {
      ...assistantEntry(transcript, null, { text: '', source: 'speech', receivedAt }),
      toolCalls: [call],
    },
    limit,
  );
}

function settleToolCall(
  transcript: TranscriptState,
  callId: string,
  outcome: ToolCall['outcome'],
): TranscriptState {
  return update(
    transcript,
    ({ toolCalls }) => toolCalls.some(({ id }) => id === callId),
    (entry) => ({
      ...entry,
      toolCalls: entry.toolCalls.map((call) => (call.id === callId ? { ...call, outcome } : call)),
    }),
  );
}

/** Whether an entry is the assistant's message of that id. */
function isCalled({ role, id, messageId = id }: TranscriptEntry, wireId: string): boolean {
  return role === 'assistant' && messageId === wireId;
}

function join(text: string, more: string): string {
  return /\S$/.test(text) && /^\S/.test(more) ? `${text} ${more}` : text + more;
}

function closeTurn(transcript: TranscriptState): TranscriptState {
  return transcript.openTurn === null ? transcript : { ...transcript, openTurn: null };
}

function assistantEntry(
  transcript: TranscriptState,
  wireId: string | null | undefined,
  own: Pick<TranscriptEntry, 'text' | 'source' | 'receivedAt'> & Partial<TranscriptEntry>,
): TranscriptEntry {
  const id = wireId ? wireId : mintId(transcript, 'assistant');
  return {
    id,
    turn: transcript.openTurn ?? id,
    role: 'assistant',
    state: 'final',
    scores: null,
    spokenAt: null,
    time: null,
    toolCalls: [],
    heard: null,
    ...own,
  };
}

/** An id for what comes without one: the count of all entries ever appended, so it never repeats within a transcript. */
function mintId({ entries, dropped }: TranscriptState, role: TranscriptEntry['role']): string {
  return `${role}-${entries.length + dropped}`;
}

function append(
  transcript: TranscriptState,
  entry: TranscriptEntry,
  limit: number,
): TranscriptState {
  const entries = [...transcript.entries, entry];
  const excess = Math.max(0, entries.length - limit);
  return {
    ...transcript,
    entries: excess > 0 ? entries.slice(excess) : entries,
    openTurn: entry.role === 'assistant' ? entry.turn : null,
    dropped: transcript.dropped + excess,
  };
}

/** Changes the newest entry that fits. What is looked for is nearly always among the last few. */
function update(
  transcript: TranscriptState,
  fits: (entry: TranscriptEntry) => boolean,
  change: (entry: TranscriptEntry) => TranscriptEntry,
): TranscriptState {
  const index = transcript.entries.findLastIndex(fits);
  const entry = transcript.entries[index];
  const changed = entry && change(entry);
  if (!changed || changed === entry) return transcript;
  const entries = transcript.entries.slice();
  entries[index] = changed;
  return { ...transcript, entries };
}

/** Changes the text that is still being recognised. It is the last of what the user spoke, or there is none: nobody has to look through a long transcript. */
function updateInterim(
  transcript: TranscriptState,
  version: Partial<TranscriptEntry>,
): TranscriptState {
  const updated = update(
    transcript,
    ({ role, source }) => role === 'user' && source === 'speech',
    (entry) => (entry.state === 'interim' ? { ...entry, ...version } : entry),
  );
  return updated === transcript || !updated.leftOpen ? updated : { ...updated, leftOpen: false };
}
