import type { ServerMessage } from '@vivavoce/evi';

/** What the assistant is doing. */
export type AssistantState = 'idle' | 'thinking' | 'speaking' | 'paused';

/** Whether the user is heard speaking. */
export type UserState = 'silent' | 'speaking';

/** How much of an assistant message was heard, by the speaker's own sample count. */
export interface Heard {
  /** ms of the message that were rendered. */
  readonly duration: number;
  /** Whether an interruption cut it short. */
  readonly cut: boolean;
}

/** Every message the server sends but the sound itself, which never comes to the main thread. */
export type ReadableMessage = Exclude<ServerMessage, { type: 'audio_output' }>;

/** What the assistant's state follows from. */
export interface AssistantFacts {
  /** Its sound plays or waits to be played. */
  readonly playing: boolean;
  /** `pause_assistant_message` was sent and not yet taken back. */
  readonly paused: boolean;
  /** The user has said something that is not answered yet. */
  readonly awaited: boolean;
}

/** Sound that is still playing comes before a pause, a pause before a reply that is awaited. */
export function assistantState({ playing, paused, awaited }: AssistantFacts): AssistantState {
  if (playing) return 'speaking';
  if (paused) return 'paused';
  return awaited ? 'thinking' : 'idle';
}
