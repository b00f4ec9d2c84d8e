import type { WebSocketHandler } from 'msw';

/** A scripted server, of whichever service. */
export interface Scripted {
  /** For msw's `setupServer` or `setupWorker`. */
  readonly handlers: readonly WebSocketHandler[];
}
