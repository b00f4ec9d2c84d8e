import { afterEach, expect, test, vi } from 'vitest';
import {
  baseUrl,
  clientOf,
  config,
  inFakeTime,
  json,
  posted,
} from '../../test/support/scripted-client.ts';
import { createEviClient } from './evi-client.ts';
import { EviError } from './evi-error.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('nothing is sent before a method is called and its answer asked for', () => {
  const { client, asked } = clientOf([]);
  client.configs.list();
  expect(asked).toHaveLength(0);
});

test('the key goes into its header, a token goes before it', async () => {
  const { client, asked } = clientOf([json(config)]);
  await client.configs.getVersion('c', 0);
  expect(asked[0]?.headers.get('x-hume-api-key')).toBe('the-key');
  expect(asked[0]?.headers.has('authorization')).toBe(false);
  const other = clientOf([json(config)], { accessToken: 'the-token' });
  await other.client.configs.getVersion('c', 0);
  expect(other.asked[0]?.headers.get('authorization')).toBe('Bearer the-token');
  expect(other.asked[0]?.headers.has('x-hume-api-key')).toBe(false);
});

test('a function is asked for the token at each attempt', async () => {
  const tokens = ['first', 'second'];
  const { client, asked } = clientOf([new Response(null, { status: 503 }), json(config)], {
    accessToken: async () => tokens.shift() ?? '',
  });
  await inFakeTime(() => client.configs.getVersion('c', 0));
  expect(asked.map(({ headers }) => headers.get('authorization'))).toEqual([
    'Bearer first',
    'Bearer second',
  ]);
});

test('a local server needs no credentials', async () => {
  const { client, asked } = clientOf([json(config)], { apiKey: undefined });
  await client.configs.getVersion('c', 0);
  expect([...(asked[0]?.headers.keys() ?? [])]).toEqual(['accept']);
});

test('unknown fields and enumeration values of an answer stay in it', async () => {
  const answer = {
    ...config,
    language_model: { model_resource: 'later-model' },
    later: { deep: [1] },
    constructor: 'x',
  };
  const { client } = clientOf([json(answer)]);
  expect(await client.configs.getVersion('c', 0)).toEqual(answer);
});

test('an answer of null is null, nothing sent back is undefined', async () => {
  const { client } = clientOf([json(null), new Response(null, { status: 204 })]);
  expect(await client.tools.getVersion('t', 0)).toBeNull();
  expect(await client.tools.delete('t')).toBeUndefined();
});

test.each([
  ['a missing field', { name: 'x' }, 'evi_version is missing'],
  ['a fraction for a whole number', { ...posted, prompt: { version: 0.5 } }, 'prompt.version'],
  ['NaN', { ...posted, language_model: { temperature: NaN } }, 'language_model.temperature'],
])('a request with %s is not sent', async (_, body, detail) => {
  const { client, asked } = clientOf([]);
  const error = await client.configs
    .create(body as typeof posted)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(EviError);
  expect(error).toMatchObject({ reason: 'invalid-request' });
  expect((error as EviError).message).toContain(detail);
  expect(asked).toHaveLength(0);
});

test('fields and values that are not known are sent, for the server to judge, and an answer may be posted back', async () => {
  const config = { ...posted, voice: { id: 'v', provider: 'OTHER' }, dreams: true };
  const answer = { ...config, id: 'c', version: 0, tools: [], builtin_tools: null };
  const answers = [answer, answer].map((body) => Response.json(body, { status: 201 }));
  const { client, asked } = clientOf(answers);
  const made = await client.configs.create(config);
  expect(made).toEqual(answer);
  await client.configs.createVersion('c', made as typeof posted);
  expect(asked).toHaveLength(2);
});

test.each(['', '.', '..'])('the id "%s" cannot lead to another operation', async (id) => {
  const { client, asked } = clientOf([]);
  await expect(client.configs.delete(id)).rejects.toMatchObject({ reason: 'invalid-request' });
  expect(asked).toHaveLength(0);
});

test.each([-1, 0.5, NaN, Infinity])('the version %s is not sent', async (version) => {
  const { client, asked } = clientOf([]);
  await expect(client.configs.getVersion('c', version)).rejects.toMatchObject({
    reason: 'invalid-request',
  });
  await expect(client.configs.list({ pageNumber: version })).rejects.toMatchObject({
    reason: 'invalid-request',
  });
  expect(asked).toHaveLength(0);
});

test('an id is escaped', async () => {
  const { client, asked } = clientOf([json(config)]);
  await client.configs.getVersion('../a?b#c d', 3);
  expect(asked[0]?.url).toBe(`${baseUrl}/v0/evi/configs/..%2Fa%3Fb%23c%20d/version/3`);
});

test('a base with a path in front keeps it', async () => {
  const { client, asked } = clientOf([json(config)], { baseUrl: 'https://proxy.test/hume//' });
  await client.configs.getVersion('c', 0);
  expect(asked[0]?.url).toBe('https://proxy.test/hume/v0/evi/configs/c/version/0');
});

test.each(['', 'server.test', '/relative', 'ws://server.test'])(
  'the base "%s" is refused at once',
  (base) => {
    expect(() => createEviClient({ baseUrl: base })).toThrow(TypeError);
  },
);
