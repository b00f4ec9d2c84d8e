import { setupServer } from 'msw/node';
import type { Scripted } from './line/scripted.ts';

/**
 * Puts scripted servers behind the global `WebSocket` of Node, jsdom or happy-dom. Other addresses are left alone.
 *
 * @returns its undo
 */
export function listen(...servers: readonly Scripted[]): () => void {
  const server = setupServer(...servers.flatMap(({ handlers }) => handlers));
  server.listen({ onUnhandledRequest: 'bypass' });
  return () => server.close();
}
