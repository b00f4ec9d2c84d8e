import { setupServer } from 'msw/node';
import { listen as listenToSockets } from './browser.ts';
import type { Scripted } from './line/scripted.ts';

/** The same option, as msw 2 and msw 3 name it. */
const quiet = { onUnhandledRequest: 'bypass', onUnhandledFrame: 'bypass' } as const;

/**
 * Connects the global `WebSocket` and `fetch` of Node, jsdom or happy-dom to scripted servers. Other addresses are not affected.
 *
 * @returns a function that undoes it
 */
export function listen(...servers: readonly Scripted[]): () => void {
  const routes = servers.flatMap((server) => server.routes ?? []);
  // Not for sockets: before 2.15 msw leaves those of other addresses unanswered.
  const server = routes.length > 0 ? setupServer(...routes) : undefined;
  server?.listen(quiet);
  const stop = listenToSockets(...servers);
  return () => {
    stop();
    server?.close();
  };
}
