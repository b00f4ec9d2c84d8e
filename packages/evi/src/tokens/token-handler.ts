import { bytesToBase64 } from '../binary/base64.ts';
import { within } from '../client/deadline.ts';
import { EviError } from '../client/evi-error.ts';
import { baseAddress, createSend, type HttpOptions } from '../client/http.ts';
import { readAccessToken } from './access-token.ts';
import { tellDeveloper, thrownBy } from './token-error.ts';

/** How {@link createTokenHandler} gets tokens and whom it gives them to. */
export interface TokenHandlerOptions extends HttpOptions {
  /** The server, `http` or `https`, with a path in front if it has one. Default: {@link localBaseUrl}. */
  baseUrl?: string | undefined;
  /** The account's API key, as the environment has it. Without one each request is answered with `keys_missing`. */
  apiKey: string | undefined;
  /** The account's secret key, likewise. */
  secretKey: string | undefined;
  /**
   * Whether this request may have a token: look at its session here. Whoever gets one talks at the account's expense.
   * Throwing means no, and so does no answer within `timeoutMs`.
   */
  authorize: (request: Request) => boolean | Promise<boolean>;
  /**
   * Who asks, as your session knows them. With a server of `@vivavoce/server` each token of a visitor then reads the visitor's earlier
   * Chats, where a token otherwise reads those alone that were opened with it; others know nothing of it. Throwing means no token.
   * Default nobody in particular.
   */
  visitor?: ((request: Request) => string | undefined | Promise<string | undefined>) | undefined;
  /**
   * Told of tokens that could not be had, of keys that are missing, and of each refusal of `authorize`: that it said no, what it or `visitor`
   * threw, and that they did not answer. Errors hold neither key nor secret. What it throws itself goes nowhere. Default: the console, but
   * not where `NODE_ENV` is `production`.
   */
  onError?: ((error: unknown) => void) | undefined;
}

/** What a refusal is called in the answer. */
type Refusal = 'keys_missing' | 'keys_refused' | 'token_unreachable' | 'token_unavailable';

/** A web-standard request handler. */
export type TokenHandler = (request: Request) => Promise<Response>;

/**
 * Makes the handler of the address a page gets its access token from: the key and the secret stay on the server. Takes
 * GET and POST and answers `{ access_token, expires_in }`, which {@link createTokenSource} reads. Each answer is a token of its own: who
 * shares a token reads the other's Chats.
 *
 * Answers 403 when `authorize` says no (`forbidden`), 405 to other methods, 500 without keys (`keys_missing`), 502 where the server does not
 * take them (`keys_refused`), is not reached (`token_unreachable`) or gives none (`token_unavailable`), 503 where it is asked too often; never a
 * key, secret or detail.
 *
 * @throws TypeError when `baseUrl` is no http(s) address, or a number is out of range.
 * @example
 * ```ts
 * const handler = createTokenHandler({ apiKey, secretKey, authorize: (request) => hasSession(request) });
 * export { handler as GET, handler as POST }; // app/api/token/route.ts in Next.js
 * ```
 */
export function createTokenHandler(options: TokenHandlerOptions): TokenHandler {
  const { apiKey = '', secretKey = '', authorize, timeoutMs = 60_000 } = options;
  // Not thrown: a build imports the route without its environment, and the page could not tell why the route fails.
  const missing = [!apiKey && 'apiKey', !secretKey && 'secretKey'].filter(Boolean).join(' and ');
  const basic = bytesToBase64(new TextEncoder().encode(`${apiKey}:${secretKey}`));
  const send = createSend(baseAddress(options.baseUrl), options, () => ({
    headers: { authorization: `Basic ${basic}` },
    secrets: [apiKey, secretKey, basic],
  }));
  const token = (visitor: string | undefined) =>
    send({
      method: 'POST',
      path: '/oauth2-cc/token',
      body: {
        type: 'application/x-www-form-urlencoded',
        text: new URLSearchParams({
          grant_type: 'client_credentials',
          ...(visitor && { visitor }),
        }).toString(),
      },
      // A token too many does no harm.
      repeatable: true,
      read: readAccessToken,
    });

  /** @param sentence of the console, where the error's own may hold anything. Default: the error's */
  const tell = (error: unknown, sentence?: string): void => {
    try {
      if (options.onError) options.onError(error);
      else tellDeveloper(sentence ?? messageOf(error));
    } catch {
      // The page is to have its answer all the same.
    }
  };

  /** Whom a token is for; false: it may have none. */
  const judged = async (request: Request): Promise<{ visitor: string | undefined } | false> => {
    const silent = new Error(`authorize did not answer within ${timeoutMs} ms.`);
    const late = () => silent;
    try {
      return await within(timeoutMs, undefined, late, async () =>
        (await authorize(request)) ? { visitor: await options.visitor?.(request) } : false,
      ).then((asking) => {
        if (!asking) tell(new Error('No token was made: because `authorize` said no.'));
        return asking;
      });
    } catch (thrown) {
      tell(thrown, thrown === silent ? undefined : thrownBy('`authorize` or `visitor`', thrown));
      return false;
    }
  };

  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'POST') {
      return answer(405, { error: 'method_not_allowed' }, { allow: 'GET, POST' });
    }
    const asking = await judged(request);
    if (!asking) return answer(403, { error: 'forbidden' });
    if (missing) {
      tell(
        new TypeError(
          `Failed to make a token: because ${missing} of createTokenHandler is empty. Is it in the environment of this server, and was the server restarted since?`,
        ),
      );
      return answer(500, { error: 'keys_missing' satisfies Refusal });
    }
    try {
      const { access_token, expires_in } = await token(asking.visitor);
      return answer(200, { access_token, expires_in });
    } catch (thrown) {
      tell(thrown);
      const limited = thrown instanceof EviError && thrown.reason === 'rate-limited';
      return answer(limited ? 503 : 502, { error: limited ? 'rate_limited' : refusalOf(thrown) });
    }
  };
}

function refusalOf(thrown: unknown): Refusal {
  const reason = thrown instanceof EviError ? thrown.reason : undefined;
  if (reason === 'unauthorized' || reason === 'forbidden') return 'keys_refused';
  return reason === 'network' || reason === 'timeout' ? 'token_unreachable' : 'token_unavailable';
}

/** What the console says. The error itself would bring along what the server answered. */
function messageOf(error: unknown): string {
  if (!(error instanceof EviError)) return String(error);
  const says: Partial<Record<Refusal, string>> = {
    keys_refused: ' Are apiKey and secretKey of createTokenHandler those of this server?',
    token_unreachable: ' Is the server running, and is `baseUrl` of createTokenHandler right?',
  };
  return `Failed to make a token: ${error.message}${says[refusalOf(error)] ?? ''}`;
}

function answer(status: number, body: object, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  });
}
