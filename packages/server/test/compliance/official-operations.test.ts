import { createRequire } from 'node:module';
import { HumeClient } from 'hume';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { RunningServer } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { quickServer } from '../support/quick-server.ts';

// Rule: the official SDK, in two versions, drives all operations against this server: all that its own classes have.

type Call = (...args: unknown[]) => Promise<unknown>;
type Resources = Record<string, Record<string, Call>>;

const require = createRequire(import.meta.url);
const older = require('hume-0-13') as { HumeClient: new (options: object) => unknown };

const sdks = [
  {
    version: '0.16.0',
    connect: (base: string) => {
      const evi = `${base.replace(/^http/, 'ws')}/v0/evi`;
      const environment = { base, evi, tts: evi, stream: evi };
      return new HumeClient({ apiKey: 'key', environment, maxRetries: 0 });
    },
  },
  {
    version: '0.13.8',
    connect: (base: string) => new older.HumeClient({ apiKey: 'key', environment: base }),
  },
];

let server: RunningServer;
beforeAll(async () => {
  server = await quickServer({
    keys: [{ apiKey: 'key', secretKey: 'secret' }],
    maxAudioMb: 10,
  });
});
afterAll(() => server.close());

/** A client of either version: its resources are getters of its classes, and their operations are methods. */
interface Client {
  empathicVoice: Resources;
  tts: { voices: Record<string, Call> };
}

/** What opens a socket is tried elsewhere: by the control plane's tests, and by those of the SDK's chats. */
const sockets = ['chat.connect', 'controlPlane.connect'];
/** The engine's voices are its own: none is made or deleted. */
const ofVoices = ['voices.create', 'voices.delete'];

/** The names on an object's class. */
const namesOf = (value: object, kind: 'get' | 'value'): string[] =>
  Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(value) as object)).flatMap(
    ([name, one]) =>
      typeof one[kind] === 'function' && /^[a-z]/.test(name) && name !== 'constructor'
        ? [name]
        : [],
  );

/** All the SDK has of EVI by REST, read off its own classes, and what is asked of it. */
function recording({ empathicVoice, tts }: Client): {
  asked: Set<string>;
  all: string[];
  call: Resources;
} {
  const asked = new Set<string>();
  const resources: Resources = {
    ...Object.fromEntries(
      namesOf(empathicVoice, 'get').map((name) => [name, empathicVoice[name] ?? {}]),
    ),
    voices: tts.voices,
  };
  const call = Object.fromEntries(
    Object.entries(resources).map(([name, resource]) => [
      name,
      new Proxy(resource, {
        get:
          (_, method: string) =>
          (...args: unknown[]) => {
            asked.add(`${name}.${method}`);
            return (resource[method] as Call).apply(resource, args);
          },
      }),
    ]),
  );
  const all = Object.entries(resources)
    .flatMap(([name, resource]) => namesOf(resource, 'value').map((method) => `${name}.${method}`))
    .filter((name) => ![...sockets, ...ofVoices].includes(name));
  return { asked, all, call };
}

const idOf = (answer: unknown) => (answer as { id: string }).id;
const itemsOf = (page: unknown) => (page as { data: unknown[] }).data;

it.each(sdks)('hume $version drives all operations', { timeout: 30_000 }, async ({ connect }) => {
  const { asked, all, call } = recording(connect(server.url) as Client);
  const { tools, prompts, configs, chats, chatGroups, voices } = call as Record<
    'tools' | 'prompts' | 'configs' | 'chats' | 'chatGroups' | 'voices',
    Record<string, Call>
  >;
  // Newer than the older SDK.
  const { controlPlane } = call;

  const tool = idOf(await tools['createTool']?.({ name: 'weather', parameters: '{}' }));
  await tools['createToolVersion']?.(tool, { parameters: '{}', description: 'The weather.' });
  expect(itemsOf(await tools['listTools']?.({ name: 'weather' }))).toMatchObject([
    { id: tool, version: 1, description: 'The weather.', versionType: 'LATEST' },
  ]);
  expect(
    itemsOf(await tools['listToolVersions']?.(tool, { restrictToMostRecent: false })),
  ).toHaveLength(2);
  expect(await tools['getToolVersion']?.(tool, 0)).toMatchObject({ version: 0 });
  expect(await tools['updateToolName']?.(tool, { name: 'sky' })).toBe('sky');
  expect(
    await tools['updateToolDescription']?.(tool, 1, { versionDescription: 'better' }),
  ).toMatchObject({ versionDescription: 'better', name: 'sky' });

  const prompt = idOf(await prompts['createPrompt']?.({ name: 'guide', text: 'Be brief.' }));
  await prompts['createPromptVersion']?.(prompt, { text: 'Be kind.' });
  expect(itemsOf(await prompts['listPrompts']?.({ name: 'guide' }))).toMatchObject([
    { text: 'Be kind.' },
  ]);
  expect(
    await prompts['listPromptVersions']?.(prompt, { restrictToMostRecent: false }),
  ).toMatchObject({ promptsPage: [{ version: 1 }, { version: 0 }] });
  expect(await prompts['getPromptVersion']?.(prompt, 0)).toMatchObject({ text: 'Be brief.' });
  expect(await prompts['updatePromptName']?.(prompt, { name: 'tone' })).toBe('tone');
  expect(
    await prompts['updatePromptDescription']?.(prompt, 0, { versionDescription: 'old' }),
  ).toMatchObject({ versionDescription: 'old' });

  const body = {
    eviVersion: '3',
    prompt: { id: prompt, version: 1 },
    tools: [{ id: tool }],
    languageModel: { modelProvider: 'ANTHROPIC', modelResource: 'claude-sonnet-4-20250514' },
    timeouts: { inactivity: { enabled: true, durationSecs: 60 } },
  };
  const config = idOf(await configs['createConfig']?.({ name: 'helper', ...body }));
  await configs['createConfigVersion']?.(config, { ...body, versionDescription: 'again' });
  expect(itemsOf(await configs['listConfigs']?.({ name: 'helper' }))).toMatchObject([
    { id: config, version: 1, prompt: { text: 'Be kind.' }, tools: [{ name: 'sky' }] },
  ]);
  expect(
    itemsOf(await configs['listConfigVersions']?.(config, { restrictToMostRecent: false })),
  ).toHaveLength(2);
  expect(await configs['getConfigVersion']?.(config, 1)).toMatchObject({
    timeouts: { inactivity: { durationSecs: 60 }, maxDuration: { durationSecs: 1800 } },
  });
  expect(await configs['updateConfigName']?.(config, { name: 'aide' })).toBe('aide');
  expect(
    await configs['updateConfigDescription']?.(config, 0, { versionDescription: 'first' }),
  ).toMatchObject({ versionDescription: 'first' });

  const chat = await TestClient.open(server, `?api_key=key&config_id=${config}`);
  chat.declareAudio();
  if (controlPlane) {
    const { chat_id: live } = await chat.next('chat_metadata');
    await controlPlane['send']?.(live, { type: 'user_input', text: 'Hello.' });
  } else chat.send({ type: 'user_input', text: 'Hello.' });
  await chat.next('assistant_end');
  await chat.speak(new Int16Array(1600).fill(1000));
  await chat.close();
  const { chat_id: chatId, chat_group_id: group } = await chat.next('chat_metadata');
  expect(itemsOf(await chats['listChats']?.({ configId: config }))).toMatchObject([
    { id: chatId, chatGroupId: group, config: { id: config, version: 1 } },
  ]);
  const events = itemsOf(await chats['listChatEvents']?.(chatId, { pageSize: 50 }));
  expect(events).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ type: 'SYSTEM_PROMPT', messageText: 'Be kind.' }),
      expect.objectContaining({ type: 'USER_MESSAGE', messageText: 'Hello.', role: 'USER' }),
      expect.objectContaining({ type: 'AGENT_MESSAGE', messageText: 'Yes.', role: 'AGENT' }),
    ]),
  );
  expect(itemsOf(await chatGroups['listChatGroups']?.({ configId: config }))).toMatchObject([
    { id: group, numChats: 1, mostRecentChatId: chatId },
  ]);
  expect(await chatGroups['getChatGroup']?.(group, {})).toMatchObject({
    id: group,
    chatsPage: [{ id: chatId }],
  });
  expect(
    itemsOf(await chatGroups['listChatGroupEvents']?.(group, { pageSize: 100 })).length,
  ).toBeGreaterThanOrEqual(events.length);
  const complete = await vi.waitFor(async () => {
    const found = (await chats['getAudio']?.(chatId)) as { status: string; signedAudioUrl: string };
    expect(found).toMatchObject({ id: chatId, status: 'COMPLETE', filename: `chat-${chatId}.wav` });
    return found;
  });
  const wav = Buffer.from(await (await fetch(complete.signedAudioUrl)).arrayBuffer());
  expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
  expect(await chatGroups['getAudio']?.(group, { ascendingOrder: false })).toMatchObject({
    id: group,
    numChats: 1,
    paginationDirection: 'DESC',
    audioReconstructionsPage: [{ id: chatId, status: 'COMPLETE' }],
  });

  await tools['deleteToolVersion']?.(tool, 0);
  await tools['deleteTool']?.(tool);
  await prompts['deletePromptVersion']?.(prompt, 0);
  await prompts['deletePrompt']?.(prompt);
  await configs['deleteConfigVersion']?.(config, 0);
  await configs['deleteConfig']?.(config);
  await expect(configs['getConfigVersion']?.(config, 1)).rejects.toMatchObject({
    statusCode: 404,
    body: { code: 'not_found' },
  });

  expect(itemsOf(await voices['list']?.({ provider: 'HUME_AI' }))).toMatchObject([
    { id: 'tone', name: 'tone', provider: 'HUME_AI' },
  ]);
  expect([...asked].sort()).toEqual(all.sort());
  expect(all.length).toBeGreaterThanOrEqual(35);
});

it.each(sdks)('hume $version is refused in words by every operation', async ({ connect }) => {
  const { asked, all, call } = recording(connect(server.url) as Client);
  const many = { pageSize: 101 };
  const wrong: [string, string, ...unknown[]][] = [
    ['tools', 'listTools', many],
    ['tools', 'createTool', { name: 'x', parameters: '{' }],
    ['prompts', 'listPrompts', many],
    ['configs', 'listConfigs', many],
    [
      'configs',
      'createConfig',
      { eviVersion: '3', name: 'x', timeouts: { inactivity: { enabled: true, durationSecs: 1 } } },
    ],
    ['chats', 'listChats', many],
    ['chats', 'listChatEvents', 'none', many],
    ['chatGroups', 'listChatGroups', many],
    ['chatGroups', 'getChatGroup', 'none', many],
    ['chatGroups', 'listChatGroupEvents', 'none', many],
    ['chatGroups', 'getAudio', 'none', many],
    ['voices', 'list', { provider: 'HUME_AI', ...many }],
  ];
  const unknown: [string, string, ...unknown[]][] = [
    ['tools', 'listToolVersions', 'none', {}],
    ['tools', 'createToolVersion', 'none', { parameters: '{}' }],
    ['prompts', 'listPromptVersions', 'none', {}],
    ['configs', 'listConfigVersions', 'none', {}],
    ['tools', 'deleteTool', 'none'],
    ['tools', 'updateToolName', 'none', { name: 'x' }],
    ['tools', 'getToolVersion', 'none', 0],
    ['tools', 'deleteToolVersion', 'none', 0],
    ['tools', 'updateToolDescription', 'none', 0, { versionDescription: 'x' }],
    ['prompts', 'createPromptVersion', 'none', { text: 'x' }],
    ['prompts', 'deletePrompt', 'none'],
    ['prompts', 'updatePromptName', 'none', { name: 'x' }],
    ['prompts', 'getPromptVersion', 'none', 0],
    ['prompts', 'deletePromptVersion', 'none', 0],
    ['prompts', 'updatePromptDescription', 'none', 0, { versionDescription: 'x' }],
    ['configs', 'createConfigVersion', 'none', { eviVersion: '3' }],
    ['configs', 'deleteConfig', 'none'],
    ['configs', 'updateConfigName', 'none', { name: 'x' }],
    ['configs', 'getConfigVersion', 'none', 0],
    ['configs', 'deleteConfigVersion', 'none', 0],
    ['configs', 'updateConfigDescription', 'none', 0, { versionDescription: 'x' }],
    ['chats', 'getAudio', 'none'],
  ];
  if (call['controlPlane']) {
    unknown.push(['controlPlane', 'send', 'none', { type: 'session_settings' }]);
  }
  const large: [string, string, ...unknown[]][] = [
    ['prompts', 'createPrompt', { name: 'x', text: 'x'.repeat(2_000_000) }],
  ];
  for (const [status, code, operations] of [
    [400, 'bad_request', wrong],
    [404, 'not_found', unknown],
    [413, 'too_large', large],
  ] as const) {
    for (const [resource, operation, ...args] of operations) {
      const refused = await call[resource]?.[operation]?.(...args).then(
        () => undefined,
        (error: unknown) => error,
      );
      const { statusCode, body } = refused as { statusCode?: number; body?: unknown };
      // Where it expects text, as after renaming, the older SDK reads an error as text, too.
      const told: unknown = typeof body === 'string' ? JSON.parse(body) : body;
      expect({ operation, statusCode, told }).toMatchObject({
        operation,
        statusCode: status,
        told: { error: expect.any(String) as string, message: expect.any(String) as string, code },
      });
    }
  }
  expect([...asked].sort()).toEqual(all.sort());
});
