import { createEviClient } from '@vivavoce/evi';
import type { EviClient } from '@vivavoce/evi';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningServer } from '../../src/index.ts';
import { quickServer } from '../support/quick-server.ts';

// Rule: tools, prompts and configs are versioned, paged and filtered as behaviour.md says.

const parameters = '{"type":"object","properties":{}}';
let server: RunningServer;
let client: EviClient;

beforeAll(async () => {
  server = await quickServer({ webhookKey: 'a key' });
  client = createEviClient({ baseUrl: server.url, apiKey: 'any' });
});
afterAll(() => server.close());

async function newPrompt(name: string, texts: string[]): Promise<string> {
  const [first = '', ...rest] = texts;
  const id = (await client.prompts.create({ name, text: first }))?.id ?? '';
  for (const text of rest) await client.prompts.createVersion(id, { text });
  return id;
}

async function ask(path: string, method = 'GET', body?: unknown) {
  const response = await fetch(`${server.url}/v0/evi${path}`, {
    method,
    headers: { 'x-hume-api-key': 'any', 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

it('versions count from 0, and a POST on the id makes the next', async () => {
  const tool = await client.tools.create({ name: 'counting', parameters });
  expect(tool).toMatchObject({ version: 0, version_type: 'LATEST', tool_type: 'FUNCTION' });
  const id = tool?.id ?? '';
  const next = await client.tools.createVersion(id, {
    parameters,
    description: 'Counts.',
    fallback_content: 'None.',
    version_description: 'the second',
  });
  expect(next).toMatchObject({
    id,
    name: 'counting',
    version: 1,
    description: 'Counts.',
    fallback_content: 'None.',
    version_description: 'the second',
  });
  expect(await client.tools.getVersion(id, 0)).toMatchObject({ version_type: 'FIXED' });
  expect(Math.abs((next?.modified_on ?? 0) - Date.now())).toBeLessThan(60_000);
});

it('a version number is never given twice', async () => {
  const id = await newPrompt('gaps', ['zero', 'one', 'two']);
  await client.prompts.deleteVersion(id, 2);
  expect(await client.prompts.createVersion(id, { text: 'three' })).toMatchObject({ version: 3 });
  const versions = await client.prompts.listVersions(id, { restrictToMostRecent: false });
  expect(versions.prompts_page.map((prompt) => prompt?.version)).toEqual([3, 1, 0]);
});

it('lists show the most recent version unless all are asked for', async () => {
  const id = await newPrompt('recent', ['old', 'new']);
  const recent = await client.prompts.list({ name: 'recent' });
  expect(recent.prompts_page).toMatchObject([{ id, version: 1, text: 'new' }]);
  const all = await client.prompts.list({ name: 'recent', restrictToMostRecent: false });
  expect(all.prompts_page.map((prompt) => prompt?.text)).toEqual(['new', 'old']);
});

it('pages count from zero and have at most page_size entries', async () => {
  for (let i = 0; i < 5; i++) await newPrompt('paged', [`text ${String(i)}`]);
  const page = await client.prompts.list({ name: 'paged', pageSize: 2, pageNumber: 2 });
  expect(page).toMatchObject({ page_number: 2, page_size: 2, total_pages: 3 });
  expect(page.prompts_page.map((prompt) => prompt?.text)).toEqual(['text 0']);
  const every = [];
  for await (const { text } of client.prompts.list({ name: 'paged', pageSize: 2 }))
    every.push(text);
  expect(every).toEqual(['text 4', 'text 3', 'text 2', 'text 1', 'text 0']);
});

it('a DELETE on the id removes all versions, on a version only that one', async () => {
  const id = await newPrompt('deleted', ['a', 'b']);
  await client.prompts.deleteVersion(id, 1);
  await expect(client.prompts.getVersion(id, 1)).rejects.toMatchObject({ reason: 'not-found' });
  expect(await client.prompts.getVersion(id, 0)).toMatchObject({ version_type: 'LATEST' });
  await client.prompts.delete(id);
  await expect(client.prompts.getVersion(id, 0)).rejects.toMatchObject({ reason: 'not-found' });
  await expect(client.prompts.delete(id)).rejects.toMatchObject({ reason: 'not-found' });
});

it('with its last version a prompt is gone', async () => {
  const id = await newPrompt('last', ['only']);
  await client.prompts.deleteVersion(id, 0);
  await expect(client.prompts.createVersion(id, { text: 'x' })).rejects.toMatchObject({
    reason: 'not-found',
  });
});

it('PATCH renames all versions or describes one anew', async () => {
  const id = await newPrompt('before', ['a', 'b']);
  expect(await client.prompts.updateName(id, { name: 'after' })).toBe('after');
  expect(await client.prompts.getVersion(id, 0)).toMatchObject({ name: 'after' });
  const described = await client.prompts.updateDescription(id, 0, { version_description: 'old' });
  expect(described).toMatchObject({ version: 0, version_description: 'old' });
  expect(await client.prompts.updateDescription(id, 0, {})).toMatchObject({
    version_description: null,
  });
  expect((await client.prompts.list({ name: 'before' })).prompts_page).toEqual([]);
});

it('a tool is no prompt, whatever its id', async () => {
  const id = await newPrompt('mine', ['text']);
  await expect(client.tools.getVersion(id, 0)).rejects.toMatchObject({ reason: 'not-found' });
  await expect(client.tools.delete(id)).rejects.toMatchObject({ reason: 'not-found' });
  expect(await client.prompts.getVersion(id, 0)).toMatchObject({ text: 'text' });
});

it.each([
  ['GET', '/prompts?page_size=0', undefined],
  ['GET', '/prompts?page_size=101', undefined],
  ['GET', '/prompts?page_number=-1', undefined],
  ['GET', '/prompts?restrict_to_most_recent=perhaps', undefined],
  ['GET', '/prompts/some/version/latest', undefined],
  ['POST', '/prompts', { name: 'without a text' }],
  ['POST', '/prompts', ['a list']],
  ['POST', '/tools', { name: 'tool', parameters: 'no JSON' }],
  ['POST', '/configs', { name: 'config' }],
  ['POST', '/configs', { name: 'c', evi_version: '3', prompt: { id: 'nowhere' } }],
  ['POST', '/configs', { name: 'c', evi_version: '3', tools: [{ id: 'nowhere' }] }],
  ['POST', '/configs', { name: 'c', evi_version: '3', language_model: { temperature: 2 } }],
  ['POST', '/configs', { name: 'c', evi_version: '3', voice: { name: '' } }],
  ['POST', '/configs', { name: 'c', evi_version: '3', voice: { id: ' ' } }],
  [
    'POST',
    '/configs',
    { name: 'c', evi_version: '3', timeouts: { inactivity: { enabled: true, duration_secs: 1 } } },
  ],
  [
    'POST',
    '/configs',
    { name: 'c', evi_version: '3', turn_detection: { speech_detection_threshold: 2 } },
  ],
  ['POST', '/configs', { name: 'c', evi_version: '3', interruption: { min_interruption_ms: 49 } }],
])('bad input is a 400 with error, message and code: %s %s %j', async (method, path, body) => {
  const { status, text } = await ask(path, method, body);
  expect(status).toBe(400);
  expect(JSON.parse(text)).toEqual({
    error: expect.any(String) as string,
    message: expect.any(String) as string,
    code: 'bad_request',
  });
});

it.each([
  ['tools', { parameters }],
  ['prompts', { text: 'Be brief.' }],
  ['configs', { evi_version: '3', prompt: { text: 'Be brief.' } }],
])('a name is no empty one, neither at first nor later: %s', async (path, body) => {
  const made = await ask(`/${path}`, 'POST', { ...body, name: 'named' });
  const { id } = JSON.parse(made.text) as { id: string };
  const told = { error: 'name must not be empty.', message: 'name must not be empty.' };
  for (const name of ['', ' \n']) {
    const posted = await ask(`/${path}`, 'POST', { ...body, name });
    expect([posted.status, JSON.parse(posted.text)]).toEqual([
      400,
      { ...told, code: 'bad_request' },
    ]);
    const renamed = await ask(`/${path}/${id}`, 'PATCH', { name });
    expect([renamed.status, JSON.parse(renamed.text)]).toMatchObject([400, told]);
  }
  const after = JSON.parse((await ask(`/${path}/${id}/version/0`)).text) as unknown;
  expect(after).toMatchObject({ name: 'named' });
  // Nothing was left behind by what was refused.
  const { prompts_page: prompts } = await client.prompts.list({ pageSize: 100 });
  expect(prompts.filter((prompt) => prompt?.name.trim() === '')).toEqual([]);
});

it('fields that this server does not know are let pass and left out', async () => {
  const { status, text } = await ask('/configs', 'POST', {
    name: 'newer',
    evi_version: '4-mini',
    nudges: { enabled: true, interval_secs: 9, tone: 'friendly', style: 'short' },
    one_more: true,
    and_another: { nested: [] },
    voice: { id: 'slt', name: 'Slt', provider: 'HUME_AI' },
  });
  expect(status).toBe(201);
  expect(JSON.parse(text)).toMatchObject({
    nudges: { enabled: true, interval_secs: 9 },
    voice: { id: 'slt', name: 'slt', provider: 'HUME_AI' },
  });
});

it('a config answers with what it is made of, and defaults for the rest', async () => {
  const promptId = await newPrompt('of a config', ['first', 'second']);
  const tool = await client.tools.create({ name: 'of_a_config', parameters });
  const config = await client.configs.create({
    name: 'whole',
    evi_version: '3',
    prompt: { id: promptId, version: 0 },
    tools: [{ id: tool?.id ?? '' }],
    builtin_tools: [{ name: 'hang_up' }],
    event_messages: { on_new_chat: { enabled: true, text: 'Welcome!' } },
  });
  expect(config).toMatchObject({
    prompt: { text: 'first', version: 0, version_type: 'FIXED' },
    tools: [{ name: 'of_a_config', version_type: 'LATEST' }],
    builtin_tools: [{ tool_type: 'BUILTIN', name: 'hang_up' }],
    event_messages: {
      on_new_chat: { enabled: true, text: 'Welcome!' },
      on_inactivity_timeout: { enabled: false },
    },
    ellm_model: { allow_short_responses: false },
    timeouts: {
      inactivity: { enabled: true, duration_secs: 120 },
      max_duration: { enabled: true, duration_secs: 1800 },
    },
    turn_detection: {
      end_of_turn_silence_ms: 800,
      speech_detection_threshold: 0.5,
      prefix_padding_ms: 300,
    },
    interruption: { min_interruption_ms: 800 },
    nudges: { enabled: false },
  });
  await client.tools.createVersion(tool?.id ?? '', { parameters, description: 'newer' });
  const again = await client.configs.getVersion(config.id ?? '', 0);
  expect(again.tools).toMatchObject([{ version: 1, description: 'newer' }]);
});

it('text in a config becomes a new prompt', async () => {
  const config = await client.configs.create({
    name: 'with text',
    evi_version: '3',
    prompt: { text: 'You are brief.' },
  });
  expect((await client.prompts.list({ name: 'with text' })).prompts_page).toMatchObject([
    { id: config.prompt?.id, text: 'You are brief.' },
  ]);
});

it('a Config with everything that nobody here knows is kept, given back, and its own next version as it was read', async () => {
  const posted = {
    evi_version: '9-mini',
    name: 'from the future',
    prompt: { text: 'Be kind.', prompt_expansion: { enabled: false, more: 1 }, more: 1 },
    voice: { name: 'a voice', provider: 'SOMEBODY_NEW', more: 1 },
    language_model: { model_provider: 'Y_AI', model_resource: 'model-9', temperature: 0.5, top: 1 },
    builtin_tools: [{ name: 'read_minds', fallback_content: 'No.', more: 1 }],
    event_messages: { on_new_chat: { enabled: true, text: 'Hi', more: 1 }, on_more: {} },
    nudges: { enabled: true, interval_secs: 9, more: 1 },
    timeouts: { inactivity: { enabled: true, duration_secs: 60, more: 1 } },
    turn_detection: { end_of_turn_silence_ms: 900, more: 1 },
    interruption: { min_interruption_ms: 400, more: 1 },
    webhooks: [
      { url: 'https://example.com/hook', events: ['chat_started', 'chat_thought'], more: [1] },
    ],
    dreams: { enabled: true },
  };
  const first = await ask('/configs', 'POST', posted);
  const made = JSON.parse(first.text) as Record<string, unknown>;
  expect([first.status, made]).toMatchObject([
    201,
    {
      ...posted,
      voice: { id: 'a voice', ...posted.voice },
    },
  ]);
  const { id, version: _, created_on: __, modified_on: ___, ...read } = made;
  const next = await ask(`/configs/${String(id)}`, 'POST', made);
  expect(next.status).toBe(201);
  const second = JSON.parse(next.text) as Record<string, unknown>;
  expect(second).toMatchObject({ ...read, prompt: expect.anything() as unknown, version: 1 });
  expect(second['prompt']).toMatchObject(posted.prompt);
});

it('what nobody here knows of a Config stays with the tool it was said of, and too much of it is refused', async () => {
  const tool = async (name: string) =>
    (JSON.parse((await ask('/tools', 'POST', { name, parameters })).text) as { id: string }).id;
  const [one, two] = [await tool('unknown_one'), await tool('unknown_two')];
  const tools = [{ id: one }, { id: two, more: { a: [1] } }];
  const posted = { evi_version: '3', name: 'with tools', tools };
  const made = JSON.parse((await ask('/configs', 'POST', posted)).text) as { id: string };
  expect(made).toMatchObject({ tools });
  await ask(`/tools/${one}`, 'DELETE');
  const { text } = await ask(`/configs/${made.id}/version/0`);
  expect(JSON.parse(text)).toMatchObject({ tools: [tools[1]] });
  const large = { ...posted, tools: [], nudges: { more: 'x'.repeat(20_000) } };
  const refused = await ask('/configs', 'POST', large);
  expect([refused.status, refused.text]).toEqual([
    400,
    expect.stringContaining('16384 characters'),
  ]);
});

it('a Config that can not be read names the field', async () => {
  const wrong = { evi_version: '3', name: 'x', timeouts: { inactivity: { enabled: 'yes' } } };
  const { status, text } = await ask('/configs', 'POST', wrong);
  expect([status, text]).toEqual([400, expect.stringContaining('timeouts.inactivity.enabled')]);
});
