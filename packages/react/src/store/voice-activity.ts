import type { VoiceState } from './voice-state.ts';

/** What is going on between the two, in one word. */
export type VoiceActivity =
  /** There is no conversation. */
  | 'none'
  /** The line is being opened, opened again or closed. */
  | 'waiting'
  /** The assistant is heard. */
  | 'speaking'
  /** The user is heard. */
  | 'hearing'
  /** A reply is awaited. */
  | 'thinking'
  /** The assistant was asked to hold its replies. */
  | 'paused'
  /** Connected, and what the user says goes nowhere: muted, or no microphone. */
  | 'deaf'
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
}: Pick<VoiceState, 'status' | 'assistant' | 'user' | 'microphone'>): VoiceActivity {
  if (status === 'idle' || status === 'closed' || status === 'failed') return 'none';
  if (status !== 'connected') return 'waiting';
  if (assistant === 'speaking') return 'speaking';
  if (user === 'speaking') return 'hearing';
  if (assistant !== 'idle') return assistant;
  return microphone === 'live' ? 'listening' : 'deaf';
}
