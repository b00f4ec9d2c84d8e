import { expect, it } from 'vitest';
import { TestClient } from '../support/client.ts';
import { expectUnharmed, whole } from './support/hostile-server.ts';
import type { HostileServer } from './support/hostile-server.ts';

/** As many as a body may hold. */
const manyNames = 9000;

async function idOf(answer: Promise<Response>): Promise<string> {
  const { id } = (await (await answer).json()) as { id: string };
  return id;
}

const config = (about: object) => ({ evi_version: '3', name: 'many', ...about });
/** A tool as large as it may be. */
const tool = {
  parameters: JSON.stringify({ x: 'x'.repeat(31_000) }),
  description: 'x'.repeat(4000),
  fallback_content: 'x'.repeat(4000),
};

it('a Config that names one tool thousands of times is refused at once', async () => {
  await expectUnharmed(400, {}, async ({ ask }) => {
    const id = await idOf(ask('tools', { name: 'one', ...tool }));
    const builtin = { name: 'hang_up' };
    const webhook = { url: 'https://example.com/', events: ['chat_ended'] };
    const lists: Record<string, unknown[]> = {
      tools: Array.from({ length: manyNames }, () => ({ id })),
      builtin_tools: Array.from({ length: manyNames }, () => builtin),
      webhooks: Array.from({ length: manyNames }, () => webhook),
    };
    for (const [field, list] of Object.entries(lists)) {
      const many = await ask('configs', config({ [field]: list }));
      expect(many.status).toBe(400);
      expect(await many.text()).toContain(`${field}: there may be no more than`);
      const twice = await ask('configs', config({ [field]: list.slice(0, 2) }));
      expect(twice.status).toBe(400);
      expect(await twice.text()).toContain(`${field}: each may be named once`);
    }
    const events = Array.from({ length: manyNames }, () => 'chat_ended');
    const endless = config({ webhooks: [{ ...webhook, events }] });
    expect(await (await ask('configs', endless)).text()).toContain('events: ');
  });
});

it('settings of a Chat hold lists and texts up to a size', async () => {
  await expectUnharmed(600, {}, async (server: HostileServer) => {
    const client = await TestClient.open(server);
    const one = { name: 'a', type: 'function', parameters: '{}' };
    const large: Record<string, object> = {
      tools: { tools: Array.from({ length: 15_000 }, () => one) },
      builtin_tools: { builtin_tools: Array.from({ length: 30_000 }, () => ({ name: 'hang_up' })) },
      variables: {
        variables: Object.fromEntries(
          Array.from({ length: 50_000 }, (_, i) => [`a${String(i)}`, i]),
        ),
      },
      system_prompt: { system_prompt: '{{a}}'.repeat(200_000) },
      'context.text': { context: { text: 'x'.repeat(900_000) } },
      custom_session_id: { custom_session_id: 'x'.repeat(900_000) },
    };
    const rounds = whole ? 10 : 2;
    for (let round = 0; round < rounds; round++) {
      for (const settings of Object.values(large)) {
        client.send({ type: 'session_settings', ...settings });
      }
    }
    const count = rounds * Object.keys(large).length;
    // A client has its share of the time, and these are long to read.
    await expect.poll(() => client.all('error').length, { timeout: 60_000 }).toBe(count);
    const told = client.all('error').slice(0, Object.keys(large).length);
    // What has too many values is not looked into at all.
    const crowded = ['tools', 'builtin_tools', 'variables'];
    expect(told.map(({ slug, message }) => [slug, message.split(' ')[0]])).toEqual(
      Object.keys(large).map((field) => [
        'invalid_message',
        crowded.includes(field) ? 'The' : field,
      ]),
    );
    client.send({ type: 'user_input', text: 'Hello.' });
    await client.next('audio_output');
  });
});
