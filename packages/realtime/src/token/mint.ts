import { checkModel, defaultModels } from '../models.ts';

/** What a secret of OpenAI Realtime is made for. */
export interface OpenAITokenOptions {
  /** The model that the page calls. Default: `gpt-realtime`. */
  readonly model?: string | undefined;
  /** More of the session that it opens, as the API has it. The page may change it. Default: nothing. */
  readonly session?: Readonly<Record<string, unknown>> | undefined;
  /** Scheme and host of a gateway or of a server of your own, with a path in front if it has one. Default: `https://api.openai.com`. */
  readonly url?: string | undefined;
}

/** What a token of Gemini Live is made for. */
export interface GeminiTokenOptions {
  /** The one model that can be called with it. Default: `gemini-live-2.5-flash-preview`. */
  readonly model?: string | undefined;
  /** More of the `setup`, as the API has it: what is given here the page can't change. Default: nothing. */
  readonly setup?: Readonly<Record<string, unknown>> | undefined;
  /** Scheme and host of a gateway, with a path in front if it has one. Default: `https://generativelanguage.googleapis.com`. */
  readonly url?: string | undefined;
}

/** How a service is asked for a secret. */
export interface Mint {
  /** As a person says it. */
  readonly service: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** @param seconds for which a connection can be opened with it */
  body(seconds: number): object;
  /** The secret in what was answered. */
  secretOf(answer: Readonly<Record<string, unknown>>): unknown;
}

/** @throws TypeError for a model that has no such secret, and for an address that is none */
export function openaiMint(options: OpenAITokenOptions, apiKey: string): Mint {
  const { model = defaultModels.openai, session, url = 'https://api.openai.com' } = options;
  checkModel(model);
  return {
    service: 'OpenAI',
    url: addressOf(url, '/v1/realtime/client_secrets'),
    headers: { authorization: `Bearer ${apiKey}` },
    body: (seconds) => ({
      expires_after: { anchor: 'created_at', seconds },
      session: { type: 'realtime', model, ...session },
    }),
    secretOf: ({ value }) => value,
  };
}

/** ms for which a session may go on with a token: more than one lasts. */
const longest = 30 * 60_000;

/** @throws TypeError for an address that is none */
export function geminiMint(options: GeminiTokenOptions, apiKey: string): Mint {
  const { model = defaultModels.gemini, setup: more } = options;
  const { url = 'https://generativelanguage.googleapis.com' } = options;
  const setup = { model: `models/${model}`, ...more };
  return {
    service: 'Gemini',
    url: addressOf(url, '/v1alpha/auth_tokens'),
    headers: { 'x-goog-api-key': apiKey },
    body: (seconds) => ({
      uses: 1,
      newSessionExpireTime: new Date(Date.now() + seconds * 1000).toISOString(),
      expireTime: new Date(Date.now() + seconds * 1000 + longest).toISOString(),
      bidiGenerateContentSetup: setup,
      fieldMask: maskOf(setup),
    }),
    secretOf: ({ name }) => name,
  };
}

/** The fields that are given, by their first two names: without it all others would be fixed as well. */
function maskOf(setup: Readonly<Record<string, unknown>>): string {
  const paths = Object.entries(setup).flatMap(([name, value]) => {
    const inner = typeof value === 'object' && value && !Array.isArray(value) ? value : {};
    const names = Object.keys(inner);
    return names.length === 0 ? [name] : names.map((other) => `${name}.${other}`);
  });
  return paths.join(',');
}

/** The `ws` addresses that the page has will do. */
function addressOf(base: string, path: string): string {
  const given = base.replace(/^ws/, 'http').replace(/\/+$/, '');
  try {
    const { protocol, username, search, hash } = new URL(given);
    if (/^https?:$/.test(protocol) && !username && !search && !hash) return given + path;
  } catch {
    // Said below.
  }
  // Not quoted: there may be a password in it.
  throw new TypeError(
    'Failed to make the token handler: because `url` is no http(s) address of scheme, host and path alone.',
  );
}
