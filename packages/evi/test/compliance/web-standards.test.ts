import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createContext, Script } from 'node:vm';
import { expect, test, vi } from 'vitest';
import type * as index from '../../src/index.ts';
import { bundle } from '../support/bundle.ts';

vi.setConfig({ testTimeout: 60_000 });

// Rule: the package runs wherever web standards do: browsers, Node and edge runtimes. `tsconfig.src.json` holds the
// same rule in the compiler, without Node's types.

const source = fileURLToPath(new URL('../../src', import.meta.url));
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
);

test.each(files)('%s imports valibot and its neighbours alone', (file) => {
  const text = readFileSync(`${source}/${file}`, 'utf8');
  for (const [, from] of text.matchAll(/from '([^']+)'/g))
    expect(from).toMatch(/^(valibot$|\.\.?\/)/);
  expect(text).not.toMatch(/import\(|require\(/);
});

/** What every browser, Node and edge runtime has; nothing of Node, nothing of a page. */
const standard = {
  URL,
  URLSearchParams,
  TextEncoder,
  TextDecoder,
  fetch,
  Request,
  Response,
  Headers,
  AbortController,
  AbortSignal,
  DOMException,
  ReadableStream,
  crypto,
  setTimeout,
  clearTimeout,
};

test('all of it loads and works where there is nothing but web standards', async () => {
  const { code } = await bundle(`export * from '@vivavoce/evi'`);
  // The bundle's one export statement becomes the script's value.
  const script = code.replace(/export\{([^}]*)\};?\s*$/, (_, names: string) => {
    const pairs = names.split(',').map((pair) => pair.split(' as '));
    return `({${pairs.map(([local, name = local]) => `${name}:${local}`).join()}})`;
  });
  expect(script).not.toContain('export');
  const realm = createContext({ ...standard, structuredClone: undefined });
  const evi = new Script(script).runInContext(realm) as typeof index;

  const message = { type: 'user_input', text: 'Grüße' } as const;
  const bytes = new TextEncoder().encode(evi.encodeMessage(message));
  expect({ ...evi.decodeClientMessage(bytes) }).toMatchObject({ kind: 'message', message });
  expect([...(evi.base64ToBytes(evi.bytesToBase64(bytes)) ?? [])]).toEqual([...bytes]);
  expect(evi.chatUrl({ baseUrl: 'http://h', configId: 'c' })).toBe(
    'ws://h/v0/evi/chat?config_id=c',
  );

  const answer = () => Promise.resolve(Response.json({ access_token: 't', expires_in: 100 }));
  const handler = evi.createTokenHandler({
    apiKey: 'k',
    secretKey: 's',
    authorize: () => true,
    fetch: answer,
  });
  expect(await (await handler(new Request('http://h', { method: 'POST' }))).json()).toMatchObject({
    access_token: 't',
  });

  const body = '{"event_name":"later"}';
  const request = new Request('http://h', {
    method: 'POST',
    body,
    headers: await evi.signWebhook(body, 'secret'),
  });
  expect(await evi.verifyWebhook(request, 'secret')).toMatchObject({
    kind: 'unknown',
    name: 'later',
  });

  const client = evi.createEviClient({
    fetch: () => Promise.resolve(Response.json({ name: 'A config' })),
  });
  expect(await client.configs.getVersion('c', 0)).toMatchObject({ name: 'A config' });
});
