import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import type { LogEntry } from '../../src/index.ts';
import { scriptedRecogniser, toneSynthesiser } from '../support/engines.ts';

const specification = JSON.parse(
  readFileSync(new URL('../../../evi/specification/evi-endpoints.json', import.meta.url), 'utf8'),
) as { rest: Record<string, { path: string }[]> };

let seed = 7;
const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
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
  const json = JSON.stringify(Object.fromEntries(entries));
  return oneOf([json, json, json, json.slice(0, -1), '[]', 'null', '', '\u0000']);
}

it(
  '1,500 fuzzed requests never crash the server, and none is a 500 without a log line',
  { timeout: 120_000 },
  async () => {
    const log: LogEntry[] = [];
    const server = await createServer({
      port: 0,
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
    const known = Object.values(specification.rest).flatMap((operations) =>
      operations.map(({ path }) => path),
    );
    const counts = new Map<number, number>();
    for (let round = 0; round < 75; round++) {
      const statuses = await Promise.all(
        Array.from({ length: 20 }, () => {
          const path = oneOf([
            known[random(known.length)] ?? '/',
            '/health',
            '/oauth2-cc/token',
            '/',
          ]).replace(/\{[^}]+\}/g, () => encodeURI(oneOf(ids)).replace(/%25/g, '%'));
          const value = encodeURIComponent(oneOf(['-1', '1e9', 'x', '\u0000', 'true', '[]']));
          const query = random(3) === 0 ? `?${oneOf(['a', ...queries])}=${value}` : '';
          const method = oneOf(['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND']);
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
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    await server.close();
  },
);
