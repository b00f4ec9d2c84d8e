import { WebSocketInterceptor } from '@mswjs/interceptors/WebSocket';
import type { Scripted } from './line/scripted.ts';

const listening = new Set<Scripted>();
let interceptor: WebSocketInterceptor | null = null;

/**
 * Connects the `WebSocket` of a page to scripted servers, without a service worker. Other addresses are not affected. A Worker has a
 * WebSocket of its own: use `thread: 'main'` in the client's options.
 *
 * @returns a function that undoes it
 */
export function listen(...servers: readonly Scripted[]): () => void {
  for (const server of servers) listening.add(server);
  interceptor ??= intercept();
  return () => {
    for (const server of servers) listening.delete(server);
    if (listening.size > 0) return;
    interceptor?.dispose();
    interceptor = null;
  };
}

function intercept(): WebSocketInterceptor {
  const made = new WebSocketInterceptor();
  made.apply();
  made.on('connection', (connection) => {
    const handlers = [...listening].flatMap((server) => server.handlers);
    void Promise.all(handlers.map((handler) => handler.run(connection))).then((answers) => {
      // For an address that is another's, old versions of msw answer false, and newer ones null.
      if (!answers.some(Boolean)) connection.server.connect();
    });
  });
  return made;
}
