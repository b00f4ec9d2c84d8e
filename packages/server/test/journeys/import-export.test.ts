import { createEviClient } from '@vivavoce/evi';
import { expect, it, onTestFinished } from 'vitest';
import type { RunningServer, ServerOptions } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { quickServer } from '../support/quick-server.ts';

async function serve(options: ServerOptions = {}): Promise<RunningServer> {
  const server = await quickServer(options);
  onTestFinished(() => server.close());
  return server;
}

const ask = async (server: RunningServer, path: string): Promise<unknown> =>
  (await fetch(`${server.url}/v0/evi/${path}`)).json();

/** All that the REST routes answer of a server. */
async function exportOf(server: RunningServer): Promise<Record<string, unknown>> {
  const all = 'restrict_to_most_recent=false&page_size=100';
  const chats = (await ask(server, 'chats')) as { chats_page: { id: string }[] };
  return {
    tools: await ask(server, `tools?${all}`),
    prompts: await ask(server, `prompts?${all}`),
    configs: await ask(server, `configs?${all}`),
    chats,
    events: await Promise.all(
      chats.chats_page.map(({ id }) =>
        ask(server, `chats/${id}?page_size=100&ascending_order=false`),
      ),
    ),
    groups: await ask(server, 'chat_groups'),
  };
}

/** A server on which somebody has worked and talked. */
async function livedIn(): Promise<{ server: RunningServer; config: string }> {
  const server = await serve();
  const client = createEviClient({ baseUrl: server.url });
  const tool = await client.tools.create({ name: 'weather', parameters: '{"type":"object"}' });
  const prompt = await client.prompts.create({ name: 'guide', text: 'Be brief.' });
  await client.prompts.createVersion(prompt?.id ?? '', { text: 'Be kind.' });
  const config = await client.configs.create({
    evi_version: '3',
    name: 'helper',
    prompt: { id: prompt?.id ?? '', version: 0 },
    tools: [{ id: tool?.id ?? '' }],
    timeouts: { inactivity: { enabled: true, duration_secs: 60 } },
  });
  const id = config.id ?? '';
  await client.configs.createVersion(id, { evi_version: '3', prompt: { id: prompt?.id ?? '' } });
  const chat = await TestClient.open(server, `?config_id=${id}`);
  chat.send({ type: 'user_input', text: 'Hello.' });
  await chat.next('assistant_end');
  await chat.close();
  return { server, config: id };
}

it('what the REST routes have answered is there on another server, as it was, and a Chat goes on', async () => {
  const { server, config } = await livedIn();
  const exported = await exportOf(server);
  const other = await serve({ exported });
  expect(other.imported).toEqual({
    tools: 1,
    prompts: 2,
    configs: 2,
    chats: 1,
    there: 0,
    refused: [],
  });
  expect(await exportOf(other)).toEqual(exported);
  const group = (exported['chats'] as { chats_page: { chat_group_id: string }[] }).chats_page[0];
  const query = `?config_id=${config}&resumed_chat_group_id=${group?.chat_group_id ?? ''}`;
  const chat = await TestClient.open(other, query);
  chat.send({ type: 'user_input', text: 'Again.' });
  await chat.next('assistant_end');
  await chat.close();
});

it('what is there already stays as it is, and what can not be kept is told and keeps nothing else from being', async () => {
  const version = { id: 'a-prompt', name: 'guide', version: 3, created_on: 1_700_000_000 };
  const exported = [
    { ...version, text: 'Be brief.' },
    { ...version, version: 4, text: 'x'.repeat(200_000) },
    { ...version, id: 'a-tool', parameters: '{' },
    { id: 'a-config', name: 'lost', version: 0, evi_version: '3', tools: [{ id: 'gone' }] },
    { ...version, id: 'a-prompt', parameters: '{}' },
    { id: 'e', chat_id: 'none', timestamp: 1, role: 'USER', type: 'USER_MESSAGE' },
    'nonsense',
  ];
  const { imported } = await serve({ exported });
  expect(imported).toMatchObject({ tools: 1, prompts: 0, configs: 0, there: 0 });
  expect(imported?.refused).toEqual([
    expect.stringMatching(/^tool a-tool version 3: .*JSON/),
    expect.stringMatching(/^prompt a-prompt version 3: its id belongs/),
    expect.stringMatching(/^prompt a-prompt version 4: text: /),
    expect.stringMatching(/^config a-config version 0: tools: /),
    expect.stringMatching(/^events of chat none: /),
  ]);
});

it('what has something wrong in it is told with its place in the file, and nothing is lost without a word', async () => {
  const times = { created_on: 1_700_000_000_000, modified_on: 1_700_000_000_000 };
  const configs_page = [
    {
      ...{ id: 'old', version: 0, name: 'old', evi_version: null, language_model: null, ...times },
      nudges: { enabled: false, more: 1 },
    },
    { id: 'half', version: '0', name: 'half', evi_version: '3', ...times },
    { id: 'full of holes', version: 0, name: 'x', evi_version: '3' },
    null,
  ];
  const exported = {
    configs: { configs_page },
    prompts: [
      { id: 'p', version: 0, name: 'ü 😀', text: 'Hi {{name}}.', ...times, modified_on: -5 },
      { id: 'q', version: 0, name: '', text: 'x' },
      { id: 'r', version: 0, name: 'ü 😀', text: 'Hi {{name}}.' },
    ],
    tools: [{ id: 't', name: 'no version', parameters: '{}' }],
    chats: [
      { id: 'c', status: 'ERROR', start_timestamp: 1_700_000_000_000 },
      { id: 'd', chat_group_id: 'g', status: 'HAUNTED', start_timestamp: 1_700_000_000_000 },
    ],
    events: [{ id: 'e', chat_id: 'd', type: 'USER_MESSAGE', role: 'USER' }],
  };
  const server = await serve({ exported });
  expect(server.imported).toMatchObject({ tools: 0, prompts: 1, configs: 1, chats: 1, there: 0 });
  expect(
    server.imported?.refused.map((line) => line.replace(/: (Invalid|It is missing).*/, '')),
  ).toEqual([
    'config at configs.configs_page.1: version',
    'config at configs.configs_page.2: id',
    'prompt at prompts.0: modified_on',
    'prompt at prompts.1: name',
    'tool at tools.0: version',
    'chat at chats.0: chat_group_id',
    'event at events.0: timestamp',
  ]);
  // What was read of a Config can be posted as its next version.
  const read = await ask(server, 'configs/old/version/0');
  const posted = await fetch(`${server.url}/v0/evi/configs/old`, {
    method: 'POST',
    body: JSON.stringify(read),
  });
  expect([posted.status, (await posted.json()) as unknown]).toMatchObject([
    201,
    { version: 1, name: 'old', nudges: { more: 1 } },
  ]);
});

it('what lies in a file twice is carried over once', async () => {
  const { server } = await livedIn();
  const exported = await exportOf(server);
  const other = await serve({ exported: [exported, exported] });
  expect(other.imported).toMatchObject({ tools: 1, prompts: 2, configs: 2, chats: 1, there: 0 });
});
