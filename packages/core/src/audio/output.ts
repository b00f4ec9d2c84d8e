/** How a context's time relates to when its sound is heard. */
export interface Output {
  /** ms from the moment at which a frame is rendered to that at which it leaves the speaker. */
  readonly latency: number;
  /** ms since the epoch at which the context's time was 0; Infinity where it has not begun. */
  readonly origin: number;
}
