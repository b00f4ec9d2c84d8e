import type { Connection, MicrophoneState, VoiceEvent } from '@vivavoce/core';
import {
  reduceChat,
  reduceHeard,
  reduceInterruption,
  reduceLineLost,
  reduceMessage,
  reduceSpeechLost,
} from './reduce-transcript.ts';
import type { TranscriptState } from './transcript-state.ts';
import type { Call, VoiceState } from './voice-state.ts';

/** States of a microphone in which nothing is wrong with it that an error would tell; `off` where it is of no interest any more. */
const well: readonly MicrophoneState[] = ['off', 'live', 'muted', 'silent'];

/**
 * All events of one task make one new state, or the same one when nothing that is shown has changed.
 *
 * @param now tells the time, in ms since the epoch
 */
export function reduceVoice(
  state: VoiceState,
  events: readonly VoiceEvent[],
  historyLimit: number,
  now: () => number = Date.now,
): VoiceState {
  return events.reduce((before, event) => reduceEvent(before, event, historyLimit, now), state);
}

function reduceEvent(
  state: VoiceState,
  event: VoiceEvent,
  historyLimit: number,
  now: () => number,
): VoiceState {
  const { type } = event;
  // What is part of the state has an event of its name, which brings its new value.
  const own = type in state;
  const value = (event as Record<string, unknown>)[type];
  if (own && value === state[type as keyof VoiceState]) return state;
  const changed = own ? { ...state, [type]: value } : state;
  switch (event.type) {
    case 'connection':
      return followConnection(changed, event.connection, now);
    case 'microphone':
      return mended(changed, 'microphone-', well.includes(event.microphone));
    case 'audio':
      return mended(changed, 'audio-', event.audio === 'running');
    case 'message':
      return withTranscript(
        state,
        reduceMessage(state.transcript, event.message, event.receivedAt, historyLimit),
      );
    case 'playback-started':
      return withTranscript(state, reduceHeard(state.transcript, event.messageId, null, event.at));
    case 'playback-ended':
      return withTranscript(
        state,
        reduceHeard(state.transcript, event.messageId, event.heard, event.at),
      );
    case 'interrupted':
      return withTranscript(state, reduceInterruption(state.transcript, event.messageId));
    default:
      return changed;
  }
}

function followConnection(
  state: VoiceState,
  connection: Connection,
  now: () => number,
): VoiceState {
  const { status } = connection;
  const moved = { ...state, status };
  switch (connection.status) {
    case 'connecting':
      return { ...moved, error: null };
    case 'connected':
      return {
        ...moved,
        error: null,
        call: { since: connection.since, until: null },
        transcript: reduceChat(state.transcript, connection.chatGroupId),
      };
    case 'reconnecting':
    case 'failed':
      return {
        ...moved,
        call: status === 'failed' ? ended(state.call, now) : state.call,
        error: connection.error,
        transcript:
          status === 'failed'
            ? reduceSpeechLost(state.transcript)
            : reduceLineLost(state.transcript),
      };
    case 'closed':
      return {
        // Whoever hung up on a lost line wants it no more.
        ...mended(moved, 'connection', true),
        call: ended(state.call, now),
        transcript: reduceSpeechLost(state.transcript),
      };
    case 'closing':
      return { ...moved, call: ended(state.call, now) };
    case 'idle':
      return moved;
  }
}

/** What is well again is no error any more. */
function mended(state: VoiceState, reason: string, well: boolean): VoiceState {
  return well && state.error?.reason.startsWith(reason) ? { ...state, error: null } : state;
}

function ended(call: Call | null, now: () => number): Call | null {
  return call?.until === null ? { ...call, until: now() } : call;
}

function withTranscript(state: VoiceState, transcript: TranscriptState): VoiceState {
  return state.transcript === transcript ? state : { ...state, transcript };
}
