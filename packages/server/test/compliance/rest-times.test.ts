import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import type { RunningServer } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { scriptedRecogniser, toneSynthesiser } from '../support/engines.ts';

// Published clients hand each of these to `new Date(…)`: seconds would be in January 1970.

let server: RunningServer;
beforeAll(async () => {
  const engines = { recogniser: scriptedRecogniser(), synthesiser: toneSynthesiser(0.1) };
  server = await createServer({ port: 0, ...engines, maxAudioMb: 20 }).listen();
});
afterAll(() => server.close());

async function ask(path: string, body?: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${server.url}/v0/evi/${path}`, {
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  expect(answer.ok, path).toBe(true);
  return (await answer.json()) as Record<string, unknown>;
}

/** Every number in a body whose name says that it is a time. */
function timesIn(value: unknown, name = ''): [string, number][] {
  if (typeof value === 'number' && /(_on|timestamp|_millis|_time|_at)$/.test(name)) {
    return [[name, value]];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([inner, one]) => timesIn(one, inner));
}

it('every time in every body of the REST routes is in milliseconds since the epoch', async () => {
  const began = Date.now();
  const tool = await ask('tools', { name: 'timed', parameters: '{"type":"object"}' });
  const prompt = await ask('prompts', { name: 'timed', text: 'Be brief.' });
  const config = await ask('configs', {
    evi_version: '3',
    name: 'timed',
    prompt: { id: prompt['id'] },
    tools: [{ id: tool['id'] }],
  });
  const client = await TestClient.open(server, `?config_id=${String(config['id'])}`);
  const { chat_id: chat, chat_group_id: group } = await client.next('chat_metadata');
  client.send({ type: 'user_input', text: 'Hello.' });
  await client.next('assistant_end');
  await client.close();
  await expect.poll(async () => (await ask(`chats/${chat}`))['status']).toBe('USER_ENDED');
  const kinds: [string, unknown][] = [
    ['tools', tool['id']],
    ['prompts', prompt['id']],
    ['configs', config['id']],
  ];
  const paths = [
    ...kinds.flatMap(([kind, id]) => [
      kind,
      `${kind}/${String(id)}`,
      `${kind}/${String(id)}/version/0`,
    ]),
    'chats',
    `chats/${chat}`,
    `chats/${chat}/audio`,
    'chat_groups',
    `chat_groups/${group}`,
    `chat_groups/${group}/events`,
    `chat_groups/${group}/audio`,
  ];
  const bodies: [string, unknown][] = [['posted', [tool, prompt, config]]];
  for (const path of paths) bodies.push([path, await ask(path)]);
  const found = new Set<string>();
  // A second is rounded down; an address of a recording is good for a while.
  const [least, most] = [began - 1000, Date.now() + 86_400_000];
  for (const [path, body] of bodies) {
    const times = timesIn(body);
    if (!path.endsWith('audio')) expect(times.length, path).toBeGreaterThan(0);
    for (const [name, time] of times) {
      found.add(name);
      expect(time, `${path}: ${name}`).toBeGreaterThanOrEqual(least);
      expect(time, `${path}: ${name}`).toBeLessThan(most);
    }
  }
  for (const name of [
    'created_on',
    'modified_on',
    'start_timestamp',
    'end_timestamp',
    'timestamp',
    'first_start_timestamp',
    'most_recent_start_timestamp',
  ]) {
    expect(found).toContain(name);
  }
});
