import dns from 'node:dns';
import { createServer as createTcpServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, it, vi } from 'vitest';
import {
  createChatCompletionsResponder,
  createCustomLanguageModel,
  createServer,
  createSpeechEndpoint,
  createTranscriptionEndpoint,
  ServerError,
} from '../../src/index.ts';
import type { ServerOptions } from '../../src/index.ts';
import { createFliteSynthesiser } from '../../src/engines/synthesis/flite.ts';
import { findPocketsphinx } from '../../src/engines/recognition/find-pocketsphinx.ts';
import { TestClient } from '../support/client.ts';
import { scriptedRecogniser, toneSynthesiser } from '../support/engines.ts';
import { spoken } from '../support/spoken.ts';

const light = { port: 0, recogniser: scriptedRecogniser(), synthesiser: toneSynthesiser(0.1) };

async function reasonOf(starting: Promise<unknown>): Promise<string> {
  try {
    await starting;
  } catch (error) {
    if (error instanceof ServerError) return error.reason;
    throw error;
  }
  throw new Error('it started');
}

it('port 0 takes any free port, and the address says which', async () => {
  const server = await createServer(light).listen();
  expect(server.url).toBe(`http://127.0.0.1:${String(server.port)}`);
  expect(server.port).toBeGreaterThan(0);
  await server.close();
});

it('an IPv6 address stands in brackets wherever it is told, and a name that means one stays a name', async ({
  skip,
}) => {
  const server = await createServer({ ...light, host: '::1' })
    .listen()
    .catch(() => skip('there is no IPv6 here'));
  expect(server.url).toBe(`http://[::1]:${String(server.port)}`);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  const busy = createServer({ ...light, host: '[::1]', port: server.port }).listen();
  await expect(busy).rejects.toThrow(`on [::1]:${String(server.port)}: because another`);
  await server.close();
  // What this machine's own table of names says is not for a test to choose.
  using _ = vi.spyOn(dns, 'lookup').mockImplementation((...given: unknown[]) => {
    (given.at(-1) as (...answer: unknown[]) => void)(null, '::1', 6);
  });
  const named = await createServer({ ...light, host: 'localhost' }).listen();
  expect(named.url).toBe(`http://localhost:${String(named.port)}`);
  await named.close();
});

it('a server on every address says one that can be opened', async () => {
  const log = () => undefined;
  const server = await createServer({ ...light, host: '0.0.0.0', log }).listen();
  expect(server.url).toBe(`http://127.0.0.1:${String(server.port)}`);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  await server.close();
});

it('a busy port is a typed error that names it', async () => {
  const other = createTcpServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const starting = createServer({ ...light, port }).listen();
  await expect(starting).rejects.toThrow(`127.0.0.1:${String(port)}`);
  expect(await reasonOf(starting)).toBe('port-in-use');
  await new Promise((resolve) => other.close(resolve));
});

it('an address that is not this machine is a typed error', async () => {
  expect(await reasonOf(createServer({ ...light, host: '203.0.113.1' }).listen())).toBe(
    'address-unavailable',
  );
});

it.each([{ port: -1 }, { port: 70_000 }, { port: 1.5 }, { maxChats: 0 }, { host: '' }])(
  '%o is refused',
  async (options) => {
    expect(await reasonOf(createServer({ ...light, ...options }).listen())).toBe('invalid-option');
  },
);

it.each([
  { toolTimeoutMs: NaN },
  { toolTimeoutMs: -1 },
  { toolTimeoutMs: '20' as never },
  { webhookDelaysMs: [1000, NaN] },
  { webhookDelaysMs: [Infinity] },
  { limits: { messagesPerSecond: NaN } },
])('%o is refused as well', async (options) => {
  expect(await reasonOf(createServer({ ...light, ...options }).listen())).toBe('invalid-option');
});

it.each([NaN, 0, -1, '20'])('an engine that may take %s ms is refused', (timeoutMs) => {
  const options = { url: 'http://127.0.0.1:1/v1', model: 'm', timeoutMs: timeoutMs as number };
  for (const create of [
    createTranscriptionEndpoint,
    createSpeechEndpoint,
    createChatCompletionsResponder,
    createCustomLanguageModel,
  ])
    expect(() => create(options)).toThrow(ServerError);
  expect(() =>
    createTranscriptionEndpoint({ ...options, timeoutMs: 1, partialSeconds: 0 }),
  ).toThrow(ServerError);
});

it('options that are undefined are as good as not there', async () => {
  const nothing = {
    host: undefined,
    config: undefined,
    webSearch: undefined,
    realtime: undefined,
    toolTimeoutMs: undefined,
    clock: undefined,
    keys: undefined,
    accessTokens: undefined,
    allowedOrigins: undefined,
    allowedHosts: undefined,
    allowedModels: undefined,
    maxChats: undefined,
    keepDays: undefined,
    log: undefined,
    limits: {
      frameBytes: undefined,
      messagesPerSecond: undefined,
      unreadBytes: undefined,
      bodyBytes: undefined,
    },
    voiceActivity: undefined,
    backChannels: undefined,
    prosody: undefined,
    responder: undefined,
    database: undefined,
    databaseToken: undefined,
    publicUrl: undefined,
    trustProxy: undefined,
    tls: undefined,
    compat: undefined,
    maxDatabaseMb: undefined,
    maxChatMb: undefined,
    maxPairMb: undefined,
    maxAudioMb: undefined,
    webhookKey: undefined,
    allowPrivateWebhooks: undefined,
    webhookDelaysMs: undefined,
    exported: undefined,
    metricsToken: undefined,
    logLevel: undefined,
  } satisfies Record<Exclude<keyof ServerOptions, 'port' | 'recogniser' | 'synthesiser'>, unknown>;
  const server = await createServer({ ...nothing, ...light }).listen();
  expect([server.host, server.database]).toEqual(['127.0.0.1', 'in memory']);
  await server.close();
  const usual = { url: 'http://127.0.0.1:1/v1', model: 'm', timeoutMs: undefined };
  createTranscriptionEndpoint({ ...usual, language: undefined, partialSeconds: undefined });
  createSpeechEndpoint({ ...usual, voices: undefined, format: undefined, sampleRate: undefined });
  createChatCompletionsResponder({ ...usual, apiKey: undefined });
  createCustomLanguageModel(usual);
});

it('who opens it to the network without keys is warned, and with keys or on this machine is not', async () => {
  const log: string[] = [];
  const keys = [{ apiKey: 'key', secretKey: 'secret' }];
  for (const options of [{ host: '0.0.0.0' }, { host: '0.0.0.0', keys }, { host: 'localhost' }]) {
    const server = await createServer({
      ...light,
      ...options,
      log: ({ level, message }) => log.push(`${level}: ${message}`),
    }).listen();
    await server.close();
  }
  expect(log).toEqual([expect.stringMatching(/^warning: Whoever can reach 0\.0\.0\.0 may use/)]);
});

it('without a word it listens on this machine alone', async () => {
  const server = await createServer(light).listen();
  const outside = Object.values(networkInterfaces())
    .flat()
    .filter((address) => address !== undefined && !address.internal && address.family === 'IPv4');
  for (const address of outside) {
    const url = `http://${address?.address ?? ''}:${String(server.port)}/health`;
    await expect(fetch(url)).rejects.toThrow();
  }
  expect(server.host).toBe('127.0.0.1');
  await server.close();
});

it('nothing happens before listen', () => {
  const before = resources();
  createServer();
  expect(resources()).toEqual(before);
});

it('closing ends every Chat with 1001, and can be asked for twice', async () => {
  const server = await createServer(light).listen();
  const client = await TestClient.open(server);
  await Promise.all([server.close(), server.close()]);
  expect((await client.closed).code).toBe(1001);
});

it(
  'closing in the middle of everything leaves no socket, process or thread',
  { timeout: 30_000 },
  async () => {
    const flite = createFliteSynthesiser();
    const { samples } = await spoken(flite, 'This is being said while the server closes.');
    await flite.close();
    const before = resources();
    const recogniser = (await findPocketsphinx()) ? 'pocketsphinx' : 'soundswallower';
    const server = await createServer({ port: 0, recogniser }).listen();
    const client = await TestClient.open(server, '?verbose_transcription=true');
    client.send({ type: 'user_input', text: 'tell me a long story' });
    await client.next('audio_output');
    client.declareAudio();
    await client.speak(samples.subarray(0, 24_000));
    await server.close();
    await client.closed;
    await new Promise((resolve) => setImmediate(resolve));
    expect(resources()).toEqual(before);
  },
);

it('a client that vanishes in mid-speech leaves nothing behind', { timeout: 30_000 }, async () => {
  const flite = createFliteSynthesiser();
  const { samples } = await spoken(flite, 'This is being said while the line drops.');
  await flite.close();
  const server = await createServer({ ...light, recogniser: 'soundswallower' }).listen();
  // The first sound starts the threads that all Chats share.
  const first = await TestClient.open(server);
  first.declareAudio();
  await first.speak(samples, { paced: false });
  await first.nextWords().catch(() => undefined);
  await first.close();
  const before = resources();
  const client = await TestClient.open(server);
  client.declareAudio();
  await client.speak(samples.subarray(0, 16_000));
  client.socket.terminate();
  await client.closed;
  const until = performance.now() + 3000;
  while (resources().length > before.length && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  // A thread that was at work then may have come to rest.
  expect(resources().length).toBeLessThanOrEqual(before.length);
  await server.close();
});

/** What keeps this process alive, as Node lists it. */
function resources(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter(
      (name) => !['Timeout', 'Immediate', 'TickObject', 'CloseReq', 'FSReqPromise'].includes(name),
    )
    .toSorted();
}
