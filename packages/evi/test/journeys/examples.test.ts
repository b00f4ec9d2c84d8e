import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createExampleServer } from '../../examples/node-server.ts';
import { createTokenSource, signWebhook } from '../../src/index.ts';
import { startTokenServer, type TokenServer } from '../support/token-server.ts';

const keys = { apiKey: 'the-key', secretKey: 'the-secret', webhookKey: 'the-webhook-key' };
const ended = {
  event_name: 'chat_ended',
  chat_id: 'a-chat',
  chat_group_id: 'a-group',
  duration_seconds: 12,
  end_reason: 'USER_ENDED',
  end_time: 1_700_000_000_000,
};

let tokens: TokenServer;
beforeAll(async () => {
  tokens = await startTokenServer(keys.apiKey, keys.secretKey);
});
afterAll(() => tokens.close());
afterEach(() => {
  vi.unstubAllEnvs();
});

async function webhookRequest(url: string, secret = keys.webhookKey): Promise<Request> {
  const body = JSON.stringify(ended);
  return new Request(url, { method: 'POST', body, headers: await signWebhook(body, secret) });
}

test('the Next.js routes give a token to a session and take a webhook', async () => {
  vi.stubEnv('HUME_API_KEY', keys.apiKey);
  vi.stubEnv('HUME_SECRET_KEY', keys.secretKey);
  vi.stubEnv('HUME_WEBHOOK_KEY', keys.webhookKey);
  vi.stubEnv('EVI_BASE_URL', tokens.baseUrl);
  const token = await import('../../examples/next-token-route.ts');
  const webhook = await import('../../examples/next-webhook-route.ts');

  const url = 'http://app.test/api/token';
  const headers = { cookie: 'session=1' };
  const answer = await token.POST(new Request(url, { method: 'POST', headers }));
  expect(await answer.json()).toMatchObject({
    access_token: expect.stringMatching(/^token-/) as string,
  });
  expect((await token.POST(new Request(url, { method: 'POST' }))).status).toBe(403);

  const noted = await webhook.POST(await webhookRequest('http://app.test/api/webhooks'));
  expect(await noted.json()).toEqual({ noted: 'chat a-chat: USER_ENDED' });
  const forged = await webhook.POST(await webhookRequest('http://app.test/api/webhooks', 'wrong'));
  expect(forged.status).toBe(401);
});

test('the Worker gives a token for the password and takes a webhook', async () => {
  const { default: worker } = await import('../../examples/worker.ts');
  const env = {
    HUME_API_KEY: keys.apiKey,
    HUME_SECRET_KEY: keys.secretKey,
    HUME_WEBHOOK_KEY: keys.webhookKey,
    PAGE_PASSWORD: 'open sesame',
    EVI_BASE_URL: tokens.baseUrl,
  };
  const source = createTokenSource('https://edge.test/token', {
    headers: { authorization: 'Bearer open sesame' },
    fetch: (input, init) => worker.fetch(new Request(input, init), env),
  });
  expect(await source()).toMatch(/^token-/);
  expect((await worker.fetch(new Request('https://edge.test/token'), env)).status).toBe(403);
  expect((await worker.fetch(await webhookRequest('https://edge.test/webhooks'), env)).status).toBe(
    204,
  );
  const forged = await webhookRequest('https://edge.test/webhooks', 'wrong');
  expect((await worker.fetch(forged, env)).status).toBe(401);
});

test('the Node server gives a token to a session and takes a webhook', async () => {
  const onChatEnded = vi.fn();
  const server = createExampleServer({ ...keys, baseUrl: tokens.baseUrl, onChatEnded });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const source = createTokenSource(`${base}/token`, { headers: { cookie: 'session=1' } });
    expect(await source()).toMatch(/^token-/);
    await expect(createTokenSource(`${base}/token`)()).rejects.toMatchObject({ status: 403 });
    expect((await fetch(await webhookRequest(`${base}/webhooks`))).status).toBe(204);
    expect(onChatEnded).toHaveBeenCalledExactlyOnceWith('a-chat', 12);
    expect((await fetch(await webhookRequest(`${base}/webhooks`, 'wrong'))).status).toBe(401);
    expect((await fetch(`${base}/elsewhere`)).status).toBe(404);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
