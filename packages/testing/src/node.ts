import { setupServer } from 'msw/node';
import type { Scripted } from './line/scripted.ts';

/**
 * Connects the global `WebSocket` and `fetch` of Node, jsdom or happy-dom to scripted servers. Other addresses are not affected.
 *
 * @returns a function that undoes it
 */
export function listen(...servers: readonly Scripted[]): () => void {
  const server = setupServer(
    ...servers.flatMap(({ handlers, routes = [] }) => [...handlers, ...routes]),
  );
  server.listen({ onUnhandledRequest: 'bypass' });
  return () => server.close();
}
