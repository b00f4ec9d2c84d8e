// A plain Node server with both addresses. A request is turned into a web-standard one, its body left as raw bytes.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { createTokenHandler, verifyWebhook } from '@vivavoce/evi';

export interface Settings {
  apiKey: string;
  secretKey: string;
  webhookKey: string;
  baseUrl?: string;
  /** Told of each chat that ended. */
  onChatEnded: (chatId: string, seconds: number) => void;
}

export function createExampleServer(settings: Settings): Server {
  const token = createTokenHandler({
    ...settings,
    authorize: ({ headers }) => headers.get('cookie')?.includes('session=') ?? false,
  });
  const webhook = async (request: Request) => {
    const result = await verifyWebhook(request, settings.webhookKey);
    if (result.kind === 'chat_ended') {
      settings.onChatEnded(result.event.chat_id, result.event.duration_seconds);
    }
    return new Response(null, { status: result.kind === 'rejected' ? 401 : 204 });
  };
  const routes = new Map([
    ['/token', token],
    ['/webhooks', webhook],
  ]);
  return createServer((incoming, outgoing) => {
    const route =
      routes.get(incoming.url ?? '') ?? (async () => new Response(null, { status: 404 }));
    route(toRequest(incoming)).then(
      (response) => answer(outgoing, response),
      () => outgoing.writeHead(500).end(),
    );
  });
}

function toRequest(incoming: IncomingMessage): Request {
  const { method = 'GET', url = '/', headers } = incoming;
  const init: RequestInit & { duplex?: 'half' } = {
    method,
    headers: Object.entries(headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): [string, string] => [name, one]),
    ),
  };
  if (method !== 'GET' && method !== 'HEAD') {
    init.body = Readable.toWeb(incoming) as ReadableStream<Uint8Array> as RequestInit['body'] &
      object;
    init.duplex = 'half';
  }
  return new Request(`http://${headers.host ?? 'localhost'}${url}`, init);
}

async function answer(outgoing: ServerResponse, response: Response): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(await response.text());
}
