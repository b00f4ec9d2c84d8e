import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect, Plugin } from 'vite';

/** Where each service's key and, for a gateway, its address stand in the environment. */
const services = {
  openai: { key: 'OPENAI_API_KEY', url: 'OPENAI_BASE_URL' },
  gemini: { key: 'GEMINI_API_KEY', url: 'GEMINI_BASE_URL' },
} as const;

type ServiceName = keyof typeof services;
const names = Object.keys(services) as ServiceName[];

/** The `/v1` of OpenAI's own variable is part of every address that is asked. */
const addressOf = (name: ServiceName): string | undefined =>
  process.env[services[name].url]?.replace(/\/+(v1\/*)?$/, '') || undefined;
const keyOf = (name: ServiceName): string => process.env[services[name].key] ?? '';

/**
 * The page's own back end: `GET /api/realtime` says which services there are keys for, and `/api/realtime/openai` gives a page of this
 * machine the secret of one connection. The key leaves this process for the service alone.
 */
export function tokenRoutes(): Plugin {
  const use = ({ middlewares }: { readonly middlewares: Connect.Server }): void => {
    middlewares.use('/api/realtime', (request, response) => {
      answer(request).then(
        (answered) => send(response, answered),
        () => send(response, new Response(null, { status: 500 })),
      );
    });
  };
  return { name: 'vivavoce-token-routes', configureServer: use, configurePreviewServer: use };
}

async function answer(request: IncomingMessage): Promise<Response> {
  // Whoever has a secret talks at the owner's expense. A page that is served to the network stays the owner's alone.
  if (!/^(::1|(::ffff:)?127\..*)$/.test(request.socket.remoteAddress ?? ''))
    return new Response(null, { status: 403 });
  const path = (request.url ?? '').replace(/^\/|\/?(\?.*)?$/g, '');
  if (path === '') {
    const offered = names.filter(keyOf).map((name) => [name, { url: addressOf(name) }]);
    return Response.json(Object.fromEntries(offered), { headers: { 'cache-control': 'no-store' } });
  }
  const name = names.find((one) => one === path);
  if (!name || !keyOf(name)) return new Response(null, { status: 404 });
  // From what is built: a development server runs without it where there is no key.
  const { createRealtimeToken } = await import('@vivavoce/realtime');
  const handler = createRealtimeToken({
    ...(name === 'openai'
      ? { openai: { url: addressOf(name) } }
      : { gemini: { url: addressOf(name) } }),
    apiKey: keyOf(name),
    authorize: () => true,
    onError: (error) => console.error(`${name}: ${String(error)}`),
  });
  const { headers, method = 'GET', originalUrl = '/' } = request as Connect.IncomingMessage;
  const given = Object.entries(headers).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[key, value]] : [],
  );
  return handler(
    new Request(new URL(originalUrl, `http://${headers.host ?? 'localhost'}`), {
      method,
      headers: given,
    }),
  );
}

async function send(response: ServerResponse, answered: Response): Promise<void> {
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(await answered.text());
}
