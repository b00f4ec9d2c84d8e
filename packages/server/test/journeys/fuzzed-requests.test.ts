import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createEviClient } from '@vivavoce/evi';
import { expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import type { LogEntry } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { quickEars, scriptedRecogniser, toneSynthesiser } from '../support/engines.ts';

const specification = JSON.parse(
  readFileSync(new URL('../../../evi/specification/evi-endpoints.json', import.meta.url), 'utf8'),
) as { rest: Record<string, { method: string; path: string }[]> };

let seed = 7;
const random = (below: number) =>
  Math.floor(((seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647) * below);
const oneOf = <T>(values: readonly [T, ...T[]]): T => values[random(values.length)] ?? values[0];

const ids = [
  'x',
  '%00',
  '..%2f..%2fetc%2fpasswd',
  "1'; drop table chats; --",
  '0000-0000',
  '%ff%fe',
  'constructor',
  '🎤',
  'a'.repeat(3000),
] as const;
const values = [null, 0, -1, 1e308, '', 'text', [], {}, true, '\u0000', '__proto__', [[[[]]]]];
const fields = ['name', 'text', 'parameters', 'prompt', 'voice', 'tools', 'webhooks', '__proto__'];
const queries = ['page_size', 'page_number', 'ascending_order', 'status', 'config_id', 'name'];

function nonsense(): string {
  const entries = Array.from({ length: random(5) }, () => [
    fields[random(fields.length)],
    random(4) === 0 ? { id: values[random(values.length)] } : values[random(values.length)],
  ]);
  // Half of them would be fine but for what is put into them.
  const good = { name: 'a', text: 'b', parameters: '{}', evi_version: '3' };
  const about = random(2) === 0 ? good : {};
  const json = JSON.stringify({ ...about, ...Object.fromEntries(entries) });
  return oneOf([json, json, json, json.slice(0, -1), '[]', 'null', '', '\u0000']);
}

/** Makes one of everything; gives the ids. */
async function plant(url: string): Promise<string[]> {
  const client = createEviClient({ baseUrl: url });
  const tool = await client.tools.create({ name: 'planted', parameters: '{}' });
  const prompt = await client.prompts.create({ name: 'planted', text: 'Be brief.' });
  const config = await client.configs.create({ name: 'planted', evi_version: '3' });
  const chat = await TestClient.open({ url });
  await chat.close();
  const { chat_id, chat_group_id } = await chat.next('chat_metadata');
  return [tool?.id, prompt?.id, config.id, chat_id, chat_group_id].map((id) => id ?? '');
}

/** Twenty requests each: all of them, or the share that `npm test` has time for. */
const rounds = process.env['VIVAVOCE_LONG'] === undefined ? 100 : 500;

it(
  `${String(rounds * 20)} fuzzed requests never crash the server, and none is a 500 without a log line`,
  { timeout: 120_000 },
  async () => {
    const log: LogEntry[] = [];
    const server = await createServer({
      port: 0,
      ...quickEars,
      recogniser: scriptedRecogniser(),
      synthesiser: toneSynthesiser(0.1),
      log: (entry) => log.push(entry),
    }).listen();
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    const ask = (method: string, path: string, body: string | undefined) =>
      new Promise<number>((resolve, reject) => {
        const type = oneOf(['application/json', 'text/plain', 'application/x-www-form-urlencoded']);
        const headers = {
          'x-hume-api-key': 'a',
          ...(body !== undefined && { 'content-type': type }),
        };
        const asked = request(server.url, { agent, method, path, headers }, (response) => {
          response.resume();
          response.once('end', () => {
            resolve(response.statusCode ?? 0);
          });
        });
        asked.once('error', reject).end(body);
      });
    const known = Object.values(specification.rest).flat();
    const elsewhere = ['/health', '/oauth2-cc/token', '/', '/v0/evi/webhooks/dead/{id}/retry'];
    const methods = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND'] as const;
    const counts = new Map<number, number>();
    // Half of the ids lead somewhere, until something deletes what is there.
    let living: string[] = [];
    for (let round = 0; round < rounds; round++) {
      if (round % 20 === 0) living = await plant(server.url);
      const statuses = await Promise.all(
        Array.from({ length: 20 }, () => {
          const place = random(5) === 0 ? random(elsewhere.length) : known[random(known.length)];
          const operation =
            typeof place === 'object'
              ? place
              : { method: 'POST', path: elsewhere[place ?? 0] ?? '' };
          const path = operation.path.replace(/\{([^}]+)\}/g, (_, name) => {
            const found = name === 'version' ? '0' : living[random(living.length)];
            if (found !== undefined && random(2) === 0) return found;
            return encodeURI(oneOf(ids)).replace(/%25/g, '%');
          });
          const value = encodeURIComponent(oneOf(['-1', '1e9', 'x', '\u0000', 'true', '[]']));
          const query = random(3) === 0 ? `?${oneOf(['a', ...queries])}=${value}` : '';
          const method = random(2) === 0 ? operation.method : oneOf(methods);
          const bare = method === 'GET' || method === 'OPTIONS';
          return ask(method, `${path}${query}`, bare ? undefined : nonsense());
        }),
      );
      for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
    }
    agent.destroy();
    expect(counts.get(500) ?? 0).toBe(log.length);
    // What is written wrong is the client's fault: none of these is the server's.
    expect(log).toEqual([]);
    // It reached more than the refusals.
    for (const status of [200, 201, 204, 400, 404])
      expect(counts.get(status) ?? 0, String(status)).toBeGreaterThan(0.06 * rounds);
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    await server.close();
  },
);
