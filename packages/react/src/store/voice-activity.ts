import type { VoiceState } from './voice-state.ts';

/** The current activity of the conversation. */
export type VoiceActivity =
  /** There is no call. */
  | 'idle'
  /** Connecting, reconnecting or hanging up. */
  | 'connecting'
  /** The assistant is speaking. */
  | 'speaking'
  /** The user is speaking. */
  | 'userSpeaking'
  /** The assistant's answer is awaited. */
  | 'thinking'
  /** The assistant was asked to pause. */
  | 'paused'
  /** Connected, and what the user says is not sent: muted, or no microphone. */
  | 'muted'
  /** Connected, and without a microphone until somebody turns it on. */
  | 'typing'
  /** Connected, silent, and the microphone is open. */
  | 'listening';

/**
 * Says no more than is so: "listening" only while a microphone is live. Both may speak at once; then what the user
 * hears comes first.
 */
export function voiceActivity({
  status,
  assistant,
  user,
  microphone,
  muted,
}: Pick<VoiceState, 'status' | 'assistant' | 'user' | 'microphone' | 'muted'>): VoiceActivity {
  if (status === 'idle' || status === 'closed' || status === 'failed') return 'idle';
  if (status !== 'connected') return 'connecting';
  if (assistant === 'speaking') return 'speaking';
  if (user === 'speaking') return 'userSpeaking';
  if (assistant !== 'idle') return assistant;
  if (muted) return 'muted';
  if (microphone === 'off') return 'typing';
  return microphone === 'live' ? 'listening' : 'muted';
}
