/** How a Chat listens: what EVI's Config calls `turn_detection` and `interruption`. Times in ms. */
export interface Hearing {
  /** So long the user is silent after a turn that may have ended. 500 to 3000. */
  silenceMs: number;
  /** A voice is what the detector gives this probability, 0 to 1. */
  threshold: number;
  /** Sound from before the first voice that goes along with an utterance: its first sound may be soft. 0 to 1000. */
  prefixMs: number;
  /** Speech as long as this interrupts, whatever it sounds like. 50 to 2000. */
  minInterruptionMs: number;
}

/** What EVI documents. */
export const usualHearing: Hearing = {
  silenceMs: 800,
  threshold: 0.5,
  prefixMs: 300,
  minInterruptionMs: 800,
};

/** How much speech there must be before its words can interrupt: 280 ms by default. "Stop" and "wait" do so at any time. */
export function wordsFromMs({ minInterruptionMs }: Hearing): number {
  return 0.35 * minInterruptionMs;
}
