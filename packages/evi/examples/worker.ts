// An edge Worker with both addresses; its secrets come with each request.
import { createTokenHandler, type TokenHandler, verifyWebhook } from '@vivavoce/evi';

export interface Env {
  HUME_API_KEY: string;
  HUME_SECRET_KEY: string;
  HUME_WEBHOOK_KEY: string;
  PAGE_PASSWORD: string;
  EVI_BASE_URL?: string;
}

let handler: TokenHandler | undefined;

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/token') {
      // One for all requests, so that they share the kept token.
      handler ??= createTokenHandler({
        apiKey: env.HUME_API_KEY,
        secretKey: env.HUME_SECRET_KEY,
        baseUrl: env.EVI_BASE_URL,
        authorize: ({ headers }) => headers.get('authorization') === `Bearer ${env.PAGE_PASSWORD}`,
      });
      return handler(request);
    }
    if (pathname === '/webhooks' && request.method === 'POST') {
      const result = await verifyWebhook(request, env.HUME_WEBHOOK_KEY);
      return new Response(null, { status: result.kind === 'rejected' ? 401 : 204 });
    }
    return new Response(null, { status: 404 });
  },
};
