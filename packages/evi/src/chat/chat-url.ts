import type { ConnectSessionSettings } from '../messages/connect-session-settings.ts';
import type { SessionSettings } from '../messages/session-settings.ts';

/** Where the official service answered until 13 November 2026. */
export const officialBaseUrl = 'https://api.hume.ai';

/** Where `npx @vivavoce/server` listens, and what is asked where no address is given. */
export const localBaseUrl = 'http://127.0.0.1:8788';

/** What {@link chatUrl} puts into the address. Everything is optional; a local server wants no credentials. */
export interface ChatUrlOptions {
  /**
   * The server: `http`, `https`, `ws` or `wss`, with a path in front if it has one. The chat's own address will do, and in
   * a page a path of its own server, as `/voice`. Default: {@link localBaseUrl}.
   */
  baseUrl?: string | undefined;
  /** A short-lived token, the right credential for a browser. Goes before `apiKey` when both are given. */
  accessToken?: string | undefined;
  /** The account's key. Never put it into a page. */
  apiKey?: string | undefined;
  /** The configuration to use. */
  configId?: string | undefined;
  /** Its version, counted from 0. Default: the latest. */
  configVersion?: number | undefined;
  /** A voice in place of the configuration's. */
  voiceId?: string | undefined;
  /** The chat group to go on with, its context kept. */
  resumedChatGroupId?: string | undefined;
  /** How many past events are taken along. Default: the server's, 300. */
  eventLimit?: number | undefined;
  /** Whether interim transcripts are wanted. Default: no. */
  verboseTranscription?: boolean | undefined;
  /** Whether others may listen to the chat and send into it by `controlPlane.connectToChat`. Default: no. */
  allowConnection?: boolean | undefined;
  /** Session settings from the first moment, as newer servers take them. Mind the length of addresses. */
  sessionSettings?: Omit<SessionSettings, 'type'> | ConnectSessionSettings | undefined;
  /** Further query parameters, for servers that know more than this package. */
  query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
}

const parameters = [
  'apiKey',
  'accessToken',
  'configId',
  'configVersion',
  'voiceId',
  'resumedChatGroupId',
  'eventLimit',
  'verboseTranscription',
  'allowConnection',
  'sessionSettings',
] as const;

/**
 * The address of the chat socket. It holds credentials: log it through `redactUrl` only.
 *
 * @throws TypeError when `baseUrl` is no absolute http(s) or ws(s) address.
 * @example `new WebSocket(chatUrl({ baseUrl: 'http://127.0.0.1:8788', configId }))`
 */
export function chatUrl(options: ChatUrlOptions = {}): string {
  const url = socketUrl(options.baseUrl ?? localBaseUrl);
  for (const name of parameters) {
    if (name === 'apiKey' && options.accessToken !== undefined) continue;
    const snake = name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
    append(url.searchParams, snake, options[name]);
  }
  for (const [name, value] of Object.entries(options.query ?? {})) {
    append(url.searchParams, name, value);
  }
  return url.href;
}

/**
 * The address at which others hear a chat that allows it and send into it. It holds credentials.
 *
 * @throws TypeError when `baseUrl` is no absolute http(s) or ws(s) address.
 */
export function controlPlaneUrl(
  chatId: string,
  options: Pick<ChatUrlOptions, 'baseUrl' | 'accessToken' | 'apiKey'> = {},
): string {
  const url = new URL(chatUrl(options));
  url.pathname += `/${encodeURIComponent(chatId)}/connect`;
  return url.href;
}

function socketUrl(baseUrl: string): URL {
  // URL.canParse is younger than the oldest Safari that has all the rest.
  try {
    const url = new URL(baseUrl, baseUrl.startsWith('/') ? globalThis.location.href : undefined);
    url.protocol = url.protocol.replace('http', 'ws');
    if (/^wss?:$/.test(url.protocol)) {
      url.pathname = url.pathname.replace(/(\/v0\/evi\/chat)?\/*$/, '/v0/evi/chat');
      url.hash = '';
      return url;
    }
  } catch {
    // What is no address at all ends below too.
  }
  throw new TypeError(
    'Failed to build the chat address: because baseUrl is no http(s) or ws(s) address. Did you forget the scheme?',
  );
}

// Nested values go as name[key]=value, lists with their index as the key.
function append(query: URLSearchParams, name: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'object') query.append(name, `${value as string}`);
  else for (const [key, inner] of Object.entries(value)) append(query, `${name}[${key}]`, inner);
}
