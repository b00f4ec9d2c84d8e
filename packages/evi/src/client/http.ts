import { localBaseUrl } from '../chat/chat-url.ts';
import { redactUrl } from '../chat/redact-url.ts';
import { pause, within } from './deadline.ts';
import { EviError, type EviErrorDetails, type EviErrorReason } from './evi-error.ts';
import { optionNumber } from '../option-number.ts';
import { parseRetryAfter, retryDelay } from './retry-policy.ts';
import { scrub, scrubError } from './scrub.ts';

/** How requests reach the server. */
export interface HttpOptions {
  /** The fetch to use. Default: the global one, looked up at each request. */
  fetch?: typeof fetch | undefined;
  /** How long one attempt may take, in milliseconds, from 1 up; Infinity for no limit. Default: 60,000. */
  timeoutMs?: number | undefined;
  /** How often a failed attempt is repeated, from 0 up. Default: 2. */
  retries?: number | undefined;
}

/** What one request may ask for itself. */
export interface RequestOptions {
  /** Ends the request, a wait between attempts included. */
  signal?: AbortSignal | undefined;
  /** How long one attempt may take, in milliseconds. Default: the client's. */
  timeoutMs?: number | undefined;
  /** How often a failed attempt is repeated. Default: the client's. */
  retries?: number | undefined;
}

/** Headers that prove who asks, and the secrets in them that no error may show. */
export interface Credentials {
  headers: Record<string, string>;
  secrets: readonly string[];
}

/** One request, ready to be sent as often as it takes. */
export interface HttpRequest<Answer> {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  query?: Record<string, string | number | boolean | null | undefined> | undefined;
  body?: { type: string; text: string } | undefined;
  /** Whether doing it twice is the same as doing it once. */
  repeatable: boolean;
  /** Reads the answer's text, or says with a {@link Misfit} why it cannot be. */
  read: (text: string) => Answer;
}

/** Thrown by {@link HttpRequest.read} for an answer that does not fit. Its message quotes nothing of the answer. */
export class Misfit extends Error {}

type Fail = (reason: EviErrorReason, why: string, details?: EviErrorDetails) => EviError;

/** Sends a request and reads its answer. Rejects with an {@link EviError} and nothing else. */
export type Send = <Answer>(
  request: HttpRequest<Answer>,
  options?: RequestOptions,
) => Promise<Answer>;

const maxBodyLength = 2_000;

/**
 * Makes the one way requests take: credentials, timeout, retries, typed errors.
 *
 * @throws TypeError when `timeoutMs` or `retries` is no number it may be.
 * @param base - what stands before every path: a {@link baseAddress}, or nothing for addresses relative to the page.
 * @param credentials - asked at each attempt, so that a token that ran out meanwhile is a fresh one in the next.
 */
export function createSend(
  base: string,
  options: HttpOptions,
  credentials: () => Credentials | Promise<Credentials>,
): Send {
  const limits = readLimits(options);
  return async (request, own = {}) => {
    const { method, path, repeatable } = request;
    const fail: Fail = (reason, why, details) =>
      new EviError(reason, `Failed to ${method} ${redactUrl(path)}: because ${why}.`, details);
    const { timeoutMs, retries } = readOwnLimits(own, limits, fail);
    const givenUp = (why: 'timeout' | 'aborted') =>
      why === 'timeout'
        ? fail(why, `no answer came within ${timeoutMs} ms`)
        : fail(why, 'the caller ended it', { cause: own.signal?.reason });

    for (let attempts = 1; ; attempts++) {
      try {
        return await within(timeoutMs, own.signal, givenUp, (signal) =>
          attempt(request, signal, fail),
        );
      } catch (thrown) {
        const error = thrown instanceof EviError ? thrown : fail('network', 'no answer came');
        if (isFinal(error)) throw error;
        const { status, retryAfterMs } = error;
        const failed = { attempts, status, retryAfterMs, repeatable };
        const delay = retryDelay(failed, retries, Math.random());
        if (delay === undefined) throw error;
        await pause(delay, own.signal);
      }
    }
  };

  async function attempt<Answer>(
    request: HttpRequest<Answer>,
    signal: AbortSignal,
    fail: Fail,
  ): Promise<Answer> {
    const { headers, secrets } = await ask(credentials, fail);
    const init: RequestInit = {
      method: request.method,
      headers: { accept: 'application/json', ...headers },
      signal,
      // A redirect could carry the key to another host. Not `error`: not every edge runtime knows it.
      redirect: 'manual',
    };
    if (request.body) {
      init.headers = { ...init.headers, 'content-type': request.body.type };
      init.body = request.body.text;
    }
    let response: Response;
    let text: string;
    try {
      response = await (options.fetch ?? globalThis.fetch)(address(base, request), init);
      text = await response.text();
    } catch (thrown) {
      throw fail('network', `no answer came${mixed(base)}`, {
        cause: scrubError(thrown, secrets),
      });
    }
    if (!response.ok) throw refusal(response, scrub(text, secrets), fail);
    try {
      return request.read(text);
    } catch (thrown) {
      const detail = thrown instanceof Misfit ? thrown.message : 'it cannot be read';
      throw fail('invalid-response', `the answer does not fit the specification: ${detail}`, {
        status: response.status,
        body: readBody(scrub(text, secrets)),
      });
    }
  }
}

interface HttpLimits {
  timeoutMs: number;
  retries: number;
}

const defaultLimits: HttpLimits = { timeoutMs: 60_000, retries: 2 };

function readLimits(options: RequestOptions | HttpOptions, given = defaultLimits): HttpLimits {
  return {
    timeoutMs: optionNumber('timeoutMs', options.timeoutMs ?? given.timeoutMs, 1),
    retries: optionNumber('retries', options.retries ?? given.retries, 0),
  };
}

function readOwnLimits(own: RequestOptions, given: HttpLimits, fail: Fail): HttpLimits {
  try {
    return readLimits(own, given);
  } catch (cause) {
    throw fail('invalid-request', 'timeoutMs or retries is no number it may be', { cause });
  }
}

// Browsers say nothing of why they block a request.
function mixed(base: string): string {
  const page = (globalThis as { location?: { href?: string } }).location?.href ?? '';
  if (!/^(blob:)?https:/.test(page) || !base.startsWith('http:')) return '';
  return ', and a page served over https may ask https:// only (http:// is mixed content)';
}

// An answer that does not fit will not fit the next time either.
function isFinal({ reason }: EviError): boolean {
  return reason === 'aborted' || reason === 'credentials' || reason === 'invalid-response';
}

async function ask(
  credentials: () => Credentials | Promise<Credentials>,
  fail: Fail,
): Promise<Credentials> {
  try {
    return await credentials();
  } catch (thrown) {
    throw fail('credentials', 'there is no access token', { cause: scrubError(thrown, []) });
  }
}

function refusal(response: Response, text: string, fail: Fail): EviError {
  const { status } = response;
  const body = readBody(text);
  const said = body as { code?: unknown; message?: unknown } | null;
  const code = typeof said?.code === 'string' ? said.code : undefined;
  const message = typeof said?.message === 'string' ? ` (${said.message})` : '';
  return fail(reasonOf(status), `the server answered ${status}${message}`, {
    status,
    code,
    body,
    retryAfterMs: parseRetryAfter(response.headers.get('retry-after'), Date.now()),
  });
}

const reasons: Readonly<Record<number, EviErrorReason>> = {
  400: 'bad-request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  410: 'not-found',
  422: 'bad-request',
  429: 'rate-limited',
};

function reasonOf(status: number): EviErrorReason {
  return reasons[status] ?? (status >= 500 ? 'server-error' : 'unexpected-status');
}

function readBody(text: string): unknown {
  if (text.length <= maxBodyLength) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // Shown as text.
    }
  }
  return text.slice(0, maxBodyLength);
}

/** The server's address without its trailing slash. Throws a TypeError when it is none. */
export function baseAddress(baseUrl = localBaseUrl): string {
  let url: URL | undefined;
  try {
    url = new URL(baseUrl);
  } catch {
    // Said below.
  }
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new TypeError(
      `Failed to make the client: because "${redactUrl(baseUrl)}" is no http(s) address. Did you forget the scheme?`,
    );
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

function address(base: string, { path, query = {} }: HttpRequest<unknown>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return base + path + (text && `?${text}`);
}
