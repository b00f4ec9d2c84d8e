import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

/** A server on this machine's loopback that gives out access tokens as EVI does. */
export interface TokenServer {
  baseUrl: string;
  /** How many tokens were given out. */
  given: () => number;
  close: () => Promise<void>;
}

export async function startTokenServer(apiKey: string, secretKey: string): Promise<TokenServer> {
  let given = 0;
  const app = new Hono();
  app.post('/oauth2-cc/token', async (context) => {
    const basic = Buffer.from(`${apiKey}:${secretKey}`).toString('base64');
    if (context.req.header('authorization') !== `Basic ${basic}`) {
      return context.json({ error: 'unauthorized', message: 'bad credentials', code: 'E2' }, 401);
    }
    const form = await context.req.parseBody();
    if (form['grant_type'] !== 'client_credentials') return context.json({ error: 'bad' }, 400);
    given++;
    return context.json({ access_token: `token-${given}`, expires_in: 1799, token_type: 'Bearer' });
  });
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server;
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    given: () => given,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
