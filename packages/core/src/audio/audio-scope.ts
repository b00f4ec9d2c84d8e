/**
 * What the two processors of one context let each other know. Both run in one global scope, so this answers at once,
 * whatever the main thread, a Worker or the line is doing.
 */
export interface AudioScope {
  /** Energy (mean square) up to which the microphone may hear the speaker's own sound. */
  echo: number;
  /** Whether the microphone hears a voice. */
  voice: boolean;
}

/** The scope that is shared by all who ask in the same global scope. */
export function audioScope(): AudioScope {
  const shared = globalThis as { vivavoce?: AudioScope };
  return (shared.vivavoce ??= { echo: 0, voice: false });
}
