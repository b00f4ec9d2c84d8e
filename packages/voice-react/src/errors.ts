import type { VoiceError as EngineError } from '@vivavoce/core';

/** What can happen on the connection. */
export type SocketErrorReason =
  | 'socket_connection_failure'
  | 'failed_to_send_audio'
  | 'failed_to_send_message'
  | 'received_assistant_error_message'
  | 'received_tool_call_error';

/** What can happen to the assistant's sound. */
export type AudioPlayerErrorReason =
  | 'audio_player_initialization_failure'
  | 'audio_worklet_load_failure'
  | 'audio_player_not_initialized'
  | 'malformed_audio'
  | 'audio_player_closure_failure';

/** What can happen to the microphone. */
export type MicErrorReason =
  | 'mic_permission_denied'
  | 'mic_initialization_failure'
  | 'mic_closure_failure'
  | 'mime_types_not_supported';

/** Something failed. */
export type VoiceError = { message: string; error?: Error } & (
  | { type: 'socket_error'; reason: SocketErrorReason }
  | { type: 'audio_error'; reason: AudioPlayerErrorReason }
  | { type: 'mic_error'; reason: MicErrorReason }
);

/** The engine's errors by the names of `@humeai/voice-react`. The engine's own is `error`. */
export function toVoiceError(error: EngineError): VoiceError {
  const { reason, message } = error;
  const [kind, what = ''] = /^(microphone|audio|speaker)-(.*)/.exec(reason)?.slice(1) ?? [];
  if (kind === 'microphone') {
    const refused = /denied|dismissed|blocked/.test(what);
    const why = refused ? 'mic_permission_denied' : 'mic_initialization_failure';
    return { type: 'mic_error', reason: why, message, error };
  }
  if (kind) return { type: 'audio_error', reason: soundReasons[what] ?? unplayed, message, error };
  const why = reason === 'server-error' ? 'received_assistant_error_message' : unconnected;
  return { type: 'socket_error', reason: why, message, error };
}

const unplayed = 'audio_player_initialization_failure';
const unconnected = 'socket_connection_failure';
const soundReasons: Record<string, AudioPlayerErrorReason | undefined> = {
  'worklet-blocked': 'audio_worklet_load_failure',
  decode: 'malformed_audio',
};

/** A message of a type that nobody knows. */
export class SocketUnknownMessageError extends Error {
  constructor(message?: string) {
    super(['Unknown message type.', message].filter(Boolean).join(' '));
    this.name = 'SocketUnknownMessageError';
  }
}

/** Whether it is a {@link SocketUnknownMessageError}. */
export const isSocketUnknownMessageError = (err: unknown): err is SocketUnknownMessageError =>
  err instanceof SocketUnknownMessageError;

/** What came is no message at all. */
export class SocketFailedToParseMessageError extends Error {
  constructor(message?: string) {
    super(['Failed to parse message from socket.', message].filter(Boolean).join(' '));
    this.name = 'SocketFailedToParseMessageError';
  }
}

/** Whether it is a {@link SocketFailedToParseMessageError}. */
export const isSocketFailedToParseMessageError = (
  err: unknown,
): err is SocketFailedToParseMessageError => err instanceof SocketFailedToParseMessageError;
