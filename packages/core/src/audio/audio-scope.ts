/**
 * What the two processors of one context share. Both run in one global scope, so it is read without delay, whatever the
 * main thread, a Worker or the network is doing.
 */
export interface AudioScope {
  /** The most energy (mean square) that an echo of the speaker can have in the microphone. */
  echo: number;
  /** Whether the microphone hears a voice. */
  voice: boolean;
}

/** The scope of the calling processor's context. */
export function audioScope(): AudioScope {
  const shared = globalThis as { vivavoce?: AudioScope };
  return (shared.vivavoce ??= { echo: 0, voice: false });
}
