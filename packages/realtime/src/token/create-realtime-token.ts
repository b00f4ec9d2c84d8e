import { tellDeveloper, thrownBy } from '@vivavoce/evi';
import { foreignOrigin, grant } from './origins.ts';
import { geminiMint, openaiMint } from './mint.ts';
import type { GeminiTokenOptions, Mint, OpenAITokenOptions } from './mint.ts';
import { RealtimeTokenError } from './realtime-token-error.ts';
import type { RealtimeTokenReason } from './realtime-token-error.ts';

/** What {@link createRealtimeToken} takes, whatever the service. */
interface SharedOptions {
  /** The account's key, as the environment has it: it stays here. Without one each request is answered with `keys_missing`. */
  readonly apiKey: string | undefined;
  /**
   * Whether this request may have a token: look at its session here. Whoever gets one talks at the account's expense.
   * Throwing means no, and so does no answer within `timeoutMs`.
   */
  readonly authorize: (request: Request) => boolean | Promise<boolean>;
  /** Origins of other sites whose pages may ask as well: `https://app.example.com`. Default: none. */
  readonly origins?: readonly string[] | undefined;
  /** s in which a connection must be opened with the token, 10 to 7,200. The conversation may last longer. Default: 60. */
  readonly expiresIn?: number | undefined;
  /** ms for `authorize` and the service together, from 1 up. Default: 8,000. */
  readonly timeoutMs?: number | undefined;
  /** The fetch to use. Default: the global one, looked up at each request. */
  readonly fetch?: typeof fetch | undefined;
  /**
   * Told of each {@link RealtimeTokenError}, of a key that is missing, of each refusal of `authorize`: that it said no, what it threw, and that
   * it did not answer, and of pages of other origins. What it throws itself goes nowhere. Default: the console, but not where `NODE_ENV` is
   * `production`.
   */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** How {@link createRealtimeToken} gets secrets and whom it gives them to: of one service. */
export type RealtimeTokenOptions = SharedOptions &
  (
    | { readonly openai: true | OpenAITokenOptions; readonly gemini?: undefined }
    | { readonly gemini: true | GeminiTokenOptions; readonly openai?: undefined }
  );

const statuses: Readonly<Record<RealtimeTokenReason, readonly [status: number, error: string]>> = {
  unauthorized: [502, 'keys_refused'],
  'bad-request': [502, 'token_refused'],
  quota: [502, 'token_refused'],
  'rate-limited': [503, 'rate_limited'],
  'server-error': [502, 'token_unavailable'],
  network: [502, 'token_unreachable'],
  'invalid-response': [502, 'token_invalid'],
  timeout: [504, 'token_timeout'],
};

/**
 * Makes the handler of the address a page gets the secret of a connection from: `token: '/api/realtime-token'` of `openai` and `gemini`
 * asks it at each attempt. The key stays on the server. Takes GET and POST and answers `{ token }`, never to be stored.
 *
 * Answers 403 when `authorize` says no (`forbidden`) and to pages of other origins (`foreign_origin`), 405 to other methods, 500
 * without a key (`keys_missing`), 502 where the service does not take the key (`keys_refused`), refuses (`token_refused`), fails (`token_unavailable`), is not reached (`token_unreachable`) or answers nonsense
 * (`token_invalid`), 503 where it is asked too often (`rate_limited`) and 504 where it takes too long (`token_timeout`); never with a key or
 * a detail.
 *
 * @throws TypeError without a service, for a model that has no such secret, and for options out of range
 * @example
 * ```ts
 * const handler = createRealtimeToken({
 *   openai: { model: 'gpt-realtime' },
 *   apiKey,
 *   authorize: (request) => hasSession(request),
 * });
 * export { handler as POST }; // app/api/realtime-token/route.ts in Next.js
 * ```
 */
export function createRealtimeToken(
  options: RealtimeTokenOptions,
): (request: Request) => Promise<Response> {
  const { authorize, origins = [], expiresIn = 60, timeoutMs = 8000 } = options;
  const { apiKey = '' } = options;
  const mint = mintOf(options, apiKey);
  within('expiresIn', expiresIn, 10, 7200);
  within('timeoutMs', timeoutMs, 1, 2 ** 31 - 1);

  /** @param sentence of the console, where the error's own may hold anything. Default: the error's */
  const tell = (error: unknown, sentence?: string): void => {
    try {
      if (options.onError) options.onError(error);
      else tellDeveloper(sentence ?? String(error));
    } catch {
      // The page is to have its answer all the same.
    }
  };

  const token = async (signal: AbortSignal): Promise<string> => {
    const send = options.fetch ?? globalThis.fetch;
    return readSecret(await ask(mint, expiresIn, send, signal), mint, apiKey);
  };

  const answerTo = async (request: Request): Promise<Response> => {
    const origin = foreignOrigin(request);
    if (origin !== null && !origins.includes(origin)) {
      tell(
        new Error(
          'A page of another origin asked for a token. Did you mean to name it in `origins`?',
        ),
      );
      return answer(403, { error: 'foreign_origin' });
    }
    if (request.method === 'OPTIONS' && origin !== null) return answer(204, null);
    if (request.method !== 'GET' && request.method !== 'POST') {
      return answer(405, { error: 'method_not_allowed' }, { allow: 'GET, POST' });
    }
    // Not every edge runtime's requests have one.
    const { signal } = request as { readonly signal?: AbortSignal };
    const limit = deadline(timeoutMs, signal);
    let told = false;
    try {
      const allowed = await limit
        .race(async () => authorize(request))
        .catch((thrown: unknown) => {
          if (limit.signal.aborted)
            tell(new Error(`\`authorize\` did not answer within ${timeoutMs} ms.`));
          else tell(thrown, thrownBy('`authorize`', thrown));
          told = true;
          return false;
        });
      // Whatever else it gives, a refusal of the app's own perhaps, is no permission.
      if (typeof allowed !== 'boolean') tell(new TypeError('`authorize` gave no boolean.'));
      else if (!allowed && !told)
        tell(new Error('No token was made: because `authorize` said no.'));
      if (allowed !== true) return answer(403, { error: 'forbidden' });
      if (!apiKey) {
        tell(
          new TypeError(
            `Failed to make a token: because apiKey of createRealtimeToken is empty. Is the key of ${mint.service} in the environment of this server, and was the server restarted since?`,
          ),
        );
        return answer(500, { error: 'keys_missing' });
      }
      return answer(200, { token: await limit.race(token) });
    } catch (thrown) {
      const error =
        thrown instanceof RealtimeTokenError
          ? thrown
          : new RealtimeTokenError(
              'timeout',
              `${mint.service} did not answer within ${timeoutMs} ms`,
            );
      tell(error);
      const [status, why] = statuses[error.reason];
      const { retryAfter } = error;
      return answer(
        status,
        { error: why },
        retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
      );
    } finally {
      limit.end();
    }
  };

  return async (request) => grant(await answerTo(request), request, origins);
}

function mintOf({ openai, gemini }: RealtimeTokenOptions, apiKey: string): Mint {
  if (!openai === !gemini) {
    throw new TypeError(
      'Failed to make the token handler: because it needs one service. Did you mean `openai: true`?',
    );
  }
  return openai
    ? openaiMint(openai === true ? {} : openai, apiKey)
    : geminiMint(gemini === true || !gemini ? {} : gemini, apiKey);
}

function within(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw new TypeError(
    `Failed to make the token handler: because ${name} is ${value}, and not from ${least} to ${most}.`,
  );
}

/** One request, without a second try: a page asks again by itself. */
async function ask(
  mint: Mint,
  seconds: number,
  send: typeof fetch,
  signal: AbortSignal,
): Promise<Response> {
  try {
    return await send(mint.url, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json', ...mint.headers },
      body: JSON.stringify(mint.body(seconds)),
      signal,
      // The key would go along. Not `error`: not every edge runtime knows it.
      redirect: 'manual',
    });
  } catch (thrown) {
    // What was thrown may hold the request, and with it the key: its name says enough.
    const name = thrown instanceof Error ? thrown.name : typeof thrown;
    throw new RealtimeTokenError('network', `${mint.service} was not reached (${name})`);
  }
}

async function readSecret(response: Response, mint: Mint, apiKey: string): Promise<string> {
  const { status } = response;
  const { service } = mint;
  let body: Readonly<Record<string, unknown>> = {};
  try {
    body = Object(JSON.parse(await response.text())) as typeof body;
  } catch {
    // Said below.
  }
  if (!response.ok) throw refusalOf(response, body['error'], service, apiKey);
  const secret = mint.secretOf(body);
  // A gateway that gives the key itself must not make it public.
  if (typeof secret !== 'string' || secret === '' || secret.includes(apiKey)) {
    throw new RealtimeTokenError('invalid-response', `${service} answered without a secret`, {
      status,
    });
  }
  return secret;
}

/** What a refusal says of the key. */
const refusals: Readonly<Record<number, string>> = {
  401: ', so it does not accept the key',
  403: ', so the key is not allowed this, or not from here',
};

function refusalOf(
  { status, headers, type }: Response,
  given: unknown,
  service: string,
  apiKey: string,
): RealtimeTokenError {
  const error = Object(given) as { readonly code?: unknown; readonly status?: unknown };
  const code = [error.code, error.status].find((one) => typeof one === 'string') ?? '';
  // A code is a word; a sentence may quote the key.
  const said = /^\w{1,64}$/.test(code) && !code.includes(apiKey) ? ` (${code})` : '';
  const wait = headers.get('retry-after') ?? '';
  const details = { status, retryAfter: /^\d{1,5}$/.test(wait) ? Number(wait) : undefined };
  if (type === 'opaqueredirect' || status < 400) {
    const why = `${service} sent the request elsewhere (${status})`;
    return new RealtimeTokenError('invalid-response', why, details);
  }
  return new RealtimeTokenError(
    reasonOf(status, code),
    `${service} answered ${status}${said}${refusals[status] ?? ''}`,
    details,
  );
}

function reasonOf(status: number, code: string): RealtimeTokenReason {
  if (/quota|billing|credit/.test(code)) return 'quota';
  if (status === 429) return 'rate-limited';
  if (status === 401 || status === 403) return 'unauthorized';
  return status < 500 ? 'bad-request' : 'server-error';
}

/** Gives work up after so many ms, and when the page does not wait any more. */
function deadline(
  ms: number,
  caller: AbortSignal | undefined,
): {
  readonly signal: AbortSignal;
  race<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  end(): void;
} {
  const controller = new AbortController();
  const { signal } = controller;
  const abort = (): void => controller.abort();
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('late')), { once: true });
  });
  late.catch(() => undefined);
  const timer = setTimeout(abort, ms);
  if (caller?.aborted) abort();
  caller?.addEventListener('abort', abort, { once: true });
  return {
    signal,
    race: (work) => Promise.race([late, work(signal)]),
    end: () => {
      clearTimeout(timer);
      caller?.removeEventListener('abort', abort);
    },
  };
}

function answer(
  status: number,
  body: object | null,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(body && JSON.stringify(body), {
    status,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      'cache-control': 'no-store',
      ...headers,
    },
  });
}
