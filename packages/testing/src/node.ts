import { ws } from 'msw';
import type { WebSocketHandler } from 'msw';
import { setupServer } from 'msw/node';
import type { Scripted } from './line/scripted.ts';

/** The same option, as msw 2 and msw 3 name it. */
const quiet = { onUnhandledRequest: 'bypass', onUnhandledFrame: 'bypass' } as const;

/**
 * Connects the global `WebSocket` and `fetch` of Node, jsdom or happy-dom to scripted servers. Other addresses are not affected.
 *
 * @returns a function that undoes it
 */
export function listen(...servers: readonly Scripted[]): () => void {
  const handlers = servers.flatMap((server) => server.handlers);
  const routes = servers.flatMap((server) => server.routes ?? []);
  const server = setupServer(...handlers, ...routes, passOthers(handlers));
  server.listen(quiet);
  return () => server.close();
}

const anywhere = ws.link(/^/);

/** Before 2.15 msw leaves sockets to other addresses unanswered, as soon as there is any handler. */
function passOthers(handlers: readonly WebSocketHandler[]): WebSocketHandler {
  return anywhere.addEventListener('connection', ({ client: { url }, server }) => {
    const ours = handlers.some((handler) =>
      handler.predicate({ url, parsedResult: handler.parse({ url }) }),
    );
    if (!ours) server.connect();
  });
}
