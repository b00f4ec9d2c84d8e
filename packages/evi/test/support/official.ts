import { createRequire } from 'node:module';
import { HumeClient, serialization } from 'hume';

// The official SDK in two versions, typed by what the tests call. Its own types name camelCase fields one by one, which
// is of no use to tests that go through all of them.

/** One of the SDK's serializers. */
export interface Serializer {
  parse: (raw: unknown, options?: object) => Outcome;
  json: (parsed: unknown, options?: object) => Outcome;
}
type Outcome = { ok: true; value: unknown } | { ok: false; errors: unknown };

/** A function of the SDK that answers a request, as `client.tools.listTools`. */
export type OfficialCall = (...args: unknown[]) => Promise<unknown>;

/** The SDK's chat socket. */
export interface OfficialSocket {
  on(event: 'message', callback: (message: Record<string, unknown>) => void): void;
  on(event: 'open' | 'close' | 'error', callback: (event: unknown) => void): void;
  close(): void;
  [send: string]: unknown;
}

/** What both versions have in common. */
export interface OfficialSdk {
  version: string;
  serializers: Record<string, Serializer | undefined>;
  /** Makes a client of the REST resources, each a record of its calls. */
  createResources: (
    baseUrl: string,
    apiKey: string,
  ) => Record<string, Record<string, OfficialCall>>;
  /** Opens the chat socket. */
  connect: (baseUrl: string, apiKey: string, options: object) => OfficialSocket;
}

interface AnyClient {
  empathicVoice: Record<string, unknown> & {
    chat: { connect: (options: object) => OfficialSocket };
  };
}

/** The options the SDK's own clients read answers with, but for `skipValidation`: here it shall look. */
export const tolerantly = {
  unrecognizedObjectKeys: 'passthrough',
  allowUnrecognizedUnionMembers: true,
  allowUnrecognizedEnumValues: true,
};

const require = createRequire(import.meta.url);
const older = require('hume-0-13') as { HumeClient: new (options: object) => unknown };
const olderSerialization = require('hume-0-13/serialization') as typeof serialization;

const resources = (client: unknown) =>
  (client as AnyClient).empathicVoice as unknown as Record<string, Record<string, OfficialCall>>;

export const official016: OfficialSdk = {
  version: '0.16.0',
  serializers: serialization.empathicVoice as unknown as OfficialSdk['serializers'],
  createResources: (baseUrl, apiKey) =>
    resources(new HumeClient({ apiKey, environment: environment(baseUrl), maxRetries: 0 })),
  connect: (baseUrl, apiKey, options) =>
    (
      new HumeClient({ apiKey, environment: environment(baseUrl) }) as unknown as AnyClient
    ).empathicVoice.chat.connect({ reconnectAttempts: 0, ...options }),
};

export const official013: OfficialSdk = {
  version: '0.13.8',
  serializers: olderSerialization.empathicVoice as unknown as OfficialSdk['serializers'],
  createResources: (baseUrl, apiKey) =>
    resources(new older.HumeClient({ apiKey, environment: baseUrl })),
  connect: (baseUrl, apiKey, options) =>
    (
      new older.HumeClient({ apiKey, environment: baseUrl }) as AnyClient
    ).empathicVoice.chat.connect({ reconnectAttempts: 0, ...options }),
};

function environment(base: string) {
  const evi = `${base.replace(/^http/, 'ws')}/v0/evi`;
  return { base, evi, tts: evi, stream: evi };
}

/** The SDK calls HTTPValidationError HttpValidationError; all other names are the specification's. */
export function serializerOf(sdk: OfficialSdk, name: string): Serializer | undefined {
  return sdk.serializers[name === 'HTTPValidationError' ? 'HttpValidationError' : name];
}
