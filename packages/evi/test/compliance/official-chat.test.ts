import fc from 'fast-check';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type RawData, WebSocket } from 'ws';
import * as evi from '../../src/index.ts';
import { arbitrary } from '../support/arbitrary.ts';
import { apiKey, type Loopback, startLoopback } from '../support/loopback.ts';
import {
  official013,
  official016,
  type OfficialSdk,
  type OfficialSocket,
  serializerOf,
  tolerantly,
} from '../support/official.ts';
import { fillNewlyRequired } from '../support/newly-required.ts';

vi.setConfig({ testTimeout: 60_000 });

// Rule: on one chat socket the official clients and ours send the same and hear the same.

const serverMessages = evi.ServerMessage.options.map(
  (schema) => fillNewlyRequired('', sample(schema, 7)) as evi.ServerMessage,
);
// Its sendUserInput takes the text alone, so that message goes without a session id.
const clientMessages = evi.ClientMessage.options
  .map((schema) => sample(schema, 8) as evi.ClientMessage)
  .map((message) =>
    message.type === 'user_input' ? { type: message.type, text: message.text } : message,
  );
const options = {
  configId: 'a-config',
  configVersion: 3,
  resumedChatGroupId: 'a-group',
  verboseTranscription: true,
};

let loopback: Loopback;
beforeEach(async () => {
  loopback = await startLoopback();
});
afterEach(() => loopback.close());

/** One chat at the server's end: says the 11 messages once asked to begin, collects what it is sent. */
function serveChat() {
  const heard: string[] = [];
  let address: URL | undefined;
  const complete = new Promise<void>((resolve) => {
    loopback.onChat = (socket, url) => {
      address = url;
      for (const message of serverMessages) socket.send(evi.encodeServerMessage(message));
      socket.on('message', (data) => {
        if (heard.push(textOf(data)) === clientMessages.length) resolve();
      });
    };
  });
  return { heard, complete, address: () => address };
}

async function chatWithOurs() {
  const server = serveChat();
  const socket = new WebSocket(evi.chatUrl({ baseUrl: loopback.baseUrl, apiKey, ...options }));
  const heard: unknown[] = [];
  const all = new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      const result = evi.decodeMessage(textOf(data));
      if (result.kind !== 'message') throw new TypeError(`${result.kind} is no message`);
      if (heard.push(result.message) === serverMessages.length) resolve();
    });
  });
  await once(socket, 'open');
  for (const message of clientMessages) socket.send(evi.encodeMessage(message));
  await Promise.all([all, server.complete]);
  socket.close();
  return { heard, sent: server.heard, address: server.address() };
}

async function chatWithTheirs(sdk: OfficialSdk) {
  const server = serveChat();
  const socket = sdk.connect(loopback.baseUrl, apiKey, options);
  const heard: unknown[] = [];
  const all = new Promise<void>((resolve) => {
    socket.on('message', ({ receivedAt: _, ...message }) => {
      if (heard.push(message) === serverMessages.length) resolve();
    });
  });
  await new Promise((resolve) => socket.on('open', resolve));
  for (const message of clientMessages) sendTheirs(sdk, socket, message);
  await Promise.all([all, server.complete]);
  socket.close();
  return { heard, sent: server.heard, address: server.address() };
}

test.each([official013, official016])('hume $version and ours hear the same', async (sdk) => {
  const ours = await chatWithOurs();
  const theirs = await chatWithTheirs(sdk);
  expect(ours.heard).toEqual(serverMessages);
  const serializer = serializerOf(sdk, 'JsonMessage');
  const audio = serializerOf(sdk, 'AudioOutput');
  const asTheirs = serverMessages.map((message) => {
    const chosen = message.type === 'audio_output' ? audio : serializer;
    const parsed = chosen?.parse(message, { ...tolerantly, skipValidation: true });
    return parsed?.ok ? parsed.value : undefined;
  });
  expect(withoutUndefined(theirs.heard)).toEqual(withoutUndefined(asTheirs));
});

test.each([official013, official016])('hume $version and ours send the same', async (sdk) => {
  const ours = await chatWithOurs();
  const theirs = await chatWithTheirs(sdk);
  const decoded = theirs.sent.map((text) => evi.decodeClientMessage(text));
  expect(decoded.map(({ kind }) => kind)).toEqual(clientMessages.map(() => 'message'));
  // The older one leaves out what came later.
  const newer = sdk === official013 ? ['codec'] : [];
  const asJson = (texts: readonly string[]) =>
    texts.map((text) =>
      withoutNulls(
        JSON.parse(text, (name, field) => (newer.includes(name) ? null : field) as unknown),
      ),
    );
  expect(asJson(theirs.sent)).toEqual(asJson(ours.sent));
});

test('hume 0.16.0 and ours open the same address', async () => {
  const [ours, theirs] = [await chatWithOurs(), await chatWithTheirs(official016)];
  expect(queryOf(theirs.address)).toEqual(queryOf(ours.address));
});

test('hume 0.13.8 opens the same address but for the spelling of its key', async () => {
  const [ours, theirs] = [await chatWithOurs(), await chatWithTheirs(official013)];
  const { apiKey: spelt, ...query } = queryOf(theirs.address);
  expect({ ...query, api_key: spelt }).toEqual(queryOf(ours.address));
});

test('hume 0.16.0 and ours spell session settings the same in the address', async () => {
  const sessionSettings = {
    audio: { encoding: 'linear16', channels: 1, sample_rate: 16_000 },
    context: { text: 'a & b', type: 'temporary' },
    system_prompt: 'Be brief.',
    variables: { name: 'Ada', age: 30, kind: true },
    voice_id: 'v',
    custom_session_id: 'c',
    language_model_api_key: 'k',
  } as const;
  const ours = new URL(evi.chatUrl({ baseUrl: loopback.baseUrl, sessionSettings }));
  const parsed = serializerOf(official016, 'ConnectSessionSettings')?.parse(
    sessionSettings,
    tolerantly,
  );
  const asked = new Promise<URL>((resolve) => {
    loopback.onChat = (_, url) => resolve(url);
  });
  const socket = official016.connect(loopback.baseUrl, apiKey, {
    sessionSettings: parsed?.ok ? parsed.value : undefined,
  });
  const theirs = queryOf(await asked);
  socket.close();
  expect(theirs).toEqual({ ...queryOf(ours), api_key: apiKey });
});

function sendTheirs(sdk: OfficialSdk, socket: OfficialSocket, message: evi.ClientMessage): void {
  const parsed = serializerOf(sdk, 'PublishEvent')?.parse(message, tolerantly);
  if (!parsed?.ok) throw new TypeError(`hume ${sdk.version} cannot read ${message.type}`);
  const methods: Record<evi.ClientMessage['type'], string> = {
    audio_input: 'sendAudioInput',
    session_settings: 'sendSessionSettings',
    user_input: 'sendUserInput',
    assistant_input: 'sendAssistantInput',
    tool_response: 'sendToolResponseMessage',
    tool_error: 'sendToolErrorMessage',
    pause_assistant_message: 'pauseAssistant',
    resume_assistant_message: 'resumeAssistant',
  };
  const argument = message.type === 'user_input' ? message.text : parsed.value;
  (socket[methods[message.type]] as (argument: unknown) => void)(argument);
}

function sample(schema: Parameters<typeof arbitrary>[0], seed: number): unknown {
  return fc.sample(arbitrary(schema), { seed, numRuns: 1 })[0];
}

function queryOf(url: URL | undefined): Record<string, string> {
  const {
    fernSdkLanguage: _,
    fernSdkVersion: __,
    ...query
  } = Object.fromEntries(url?.searchParams ?? []);
  return query;
}

function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString() : '';
}

function withoutUndefined(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function withoutNulls(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, inner: unknown) => (inner === null ? undefined : inner)),
  );
}
