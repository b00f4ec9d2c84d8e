import type { VoiceState } from './voice-state.ts';

/** What is going on between the two, in one word. */
export type VoiceActivity =
  /** There is no conversation. */
  | 'idle'
  /** The line is being opened, opened again or closed. */
  | 'connecting'
  /** The assistant is heard. */
  | 'speaking'
  /** The user is heard. */
  | 'userSpeaking'
  /** A reply is awaited. */
  | 'thinking'
  /** The assistant was asked to pause. */
  | 'paused'
  /** Connected, and what the user says goes nowhere: muted, or no microphone. */
  | 'muted'
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
  return microphone === 'live' && !muted ? 'listening' : 'muted';
}
