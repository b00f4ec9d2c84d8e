import { request } from 'node:http';
import { expect, it } from 'vitest';
import { expectUnharmed, whole } from './support/hostile-server.ts';

/** As large as a body may be. */
const largest = 1024 * 1024;

it('bodies as large as they may be, hundreds at once, take little memory', async () => {
  await expectUnharmed(450, {}, async ({ url }) => {
    const body = `{"name":"${'x'.repeat(largest - 20)}"}`;
    const statuses = await Promise.all(
      Array.from({ length: whole ? 300 : 250 }, async (_, i) => {
        const chunked = i % 2 === 0;
        const asked = request(`${url}/v0/evi/prompts`, { method: 'POST', agent: false });
        if (!chunked) asked.setHeader('content-length', body.length);
        const status = new Promise<number>((resolve, reject) => {
          asked.once('error', reject).once('response', (answer) => {
            answer.resume();
            resolve(answer.statusCode ?? 0);
          });
        });
        asked.end(body);
        return status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([400]));
  });
});

it('bodies that are hard to read delay nobody', async () => {
  const many = (text: string, most = largest) => text.repeat(Math.floor((most - 50) / text.length));
  const fields = Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`f${String(i)}`, 0]));
  const hard: [path: string, type: string, body: string, status: number][] = [
    ['/v0/evi/prompts', 'json', JSON.stringify({ name: 'a', text: 'x', ...fields }), 400],
    [
      '/v0/evi/configs',
      'json',
      JSON.stringify({ evi_version: '3', name: 'a', voice: fields }),
      400,
    ],
    ['/v0/evi/prompts', 'json', `${many('[', largest / 2)}${many(']', largest / 2)}`, 400],
    ['/v0/evi/prompts', 'json', `{"a":${many('{"a":', largest / 2)}`, 400],
    ['/oauth2-cc/token', 'x-www-form-urlencoded', many('a&'), 413],
    ['/oauth2-cc/token', 'x-www-form-urlencoded', many('a&', 16_000), 400],
    ['/oauth2-cc/token', 'form-data; boundary=x', many('--x\r\n\r\n\r\n', 16_000), 400],
  ];
  await expectUnharmed(500, {}, async ({ url }) => {
    for (let round = 0; round < (whole ? 20 : 4); round++) {
      for (const [path, type, body, status] of hard) {
        const kind = type.startsWith('form') ? 'multipart' : 'application';
        const headers = { 'content-type': `${kind}/${type}` };
        const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body });
        await answer.arrayBuffer();
        expect(answer.status, `${path} ${body.slice(0, 20)}`).toBe(status);
      }
    }
  });
});
