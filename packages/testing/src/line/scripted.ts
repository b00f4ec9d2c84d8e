import type { RequestHandler, WebSocketHandler } from 'msw';

/** A scripted server, of whichever service. */
export interface Scripted {
  /** For msw's `setupServer` or `setupWorker`. */
  readonly handlers: readonly WebSocketHandler[];
  /** The same for what is asked by HTTP. */
  readonly routes?: readonly RequestHandler[] | undefined;
}
