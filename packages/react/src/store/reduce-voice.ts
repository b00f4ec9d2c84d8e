import type { ClientState, Connection, MicrophoneState, VoiceEvent } from '@vivavoce/core';
import { reduceMessage } from './reduce-message.ts';
import {
  finalizeInterim,
  reduceChat,
  reduceChatLost,
  reduceHeard,
  reduceInterruption,
  reduceReconnecting,
} from './reduce-transcript.ts';
import { sameSelection } from './same-selection.ts';
import { closeDraft, openDraft } from './transcript-draft.ts';
import type { TranscriptDraft } from './transcript-draft.ts';
import type { CallTimes, VoiceState } from './voice-state.ts';

/** What follows from events alone; all else is the client's own state. */
interface Derived extends Pick<VoiceState, 'call' | 'error'> {
  readonly transcript: TranscriptDraft;
}

/** A microphone in one of these has no error; `off` because nobody needs it any more. */
const working: readonly MicrophoneState[] = ['off', 'live', 'silent'];

/**
 * One new state for all events of a task, or the same object when nothing in it has changed.
 *
 * @param client the client's state after these events
 * @param now the time, in ms since the epoch
 */
export function reduceVoice(
  state: VoiceState,
  events: readonly VoiceEvent[],
  client: ClientState,
  historyLimit: number,
  now: () => number = Date.now,
): VoiceState {
  const {
    transcript: draft,
    call,
    error,
  } = events.reduce<Derived>((before, event) => reduceEvent(before, event, now), {
    call: state.call,
    error: state.error,
    transcript: openDraft(state.transcript),
  });
  const transcript = closeDraft(draft, state.transcript, historyLimit);
  const next = { ...client, status: client.connection.status, transcript, call, error };
  return sameSelection(state, next) ? state : next;
}

function reduceEvent(state: Derived, event: VoiceEvent, now: () => number): Derived {
  const { transcript } = state;
  switch (event.type) {
    case 'connection':
      return followConnection(state, event.connection, now);
    case 'microphone':
      return clearError(state, 'microphone-', working.includes(event.microphone));
    case 'audio':
      return clearError(state, 'audio-', event.audio === 'running');
    case 'error':
      return { ...state, error: event.error };
    case 'message':
      return {
        ...state,
        transcript: reduceMessage(transcript, event.message, event.receivedAt),
      };
    case 'playback-started':
      return { ...state, transcript: reduceHeard(transcript, event.messageId, null, event.at) };
    case 'playback-ended':
      return {
        ...state,
        transcript: reduceHeard(transcript, event.messageId, event.heard, event.at),
      };
    case 'chat-lost':
      return { ...state, transcript: reduceChatLost(transcript) };
    case 'interrupted':
      return {
        ...state,
        transcript: reduceInterruption(transcript, event.messageId, event.by),
      };
    default:
      return state;
  }
}

function followConnection(state: Derived, connection: Connection, now: () => number): Derived {
  const { transcript, call } = state;
  switch (connection.status) {
    case 'connecting':
      return { ...state, error: null };
    case 'connected':
      return {
        error: null,
        call: { since: connection.since, until: null },
        transcript: reduceChat(transcript, connection.chatGroupId),
      };
    case 'reconnecting':
      return { call, error: connection.error, transcript: reduceReconnecting(transcript) };
    case 'failed':
      return {
        call: end(call, now),
        error: connection.error,
        transcript: finalizeInterim(transcript),
      };
    case 'closed':
      return {
        // A user who hangs up while the line is lost does not wait for it any more.
        ...clearError(state, 'connection', true),
        call: end(call, now),
        transcript: finalizeInterim(transcript),
      };
    case 'closing':
      return { ...state, call: end(call, now) };
    case 'idle':
      return state;
  }
}

function clearError(state: Derived, reason: string, works: boolean): Derived {
  return works && state.error?.reason.startsWith(reason) ? { ...state, error: null } : state;
}

function end(call: CallTimes | null, now: () => number): CallTimes | null {
  return call?.until === null ? { ...call, until: now() } : call;
}
