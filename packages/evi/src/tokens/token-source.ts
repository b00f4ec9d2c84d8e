import { EviError } from '../client/evi-error.ts';
import { createSend, type HttpOptions } from '../client/http.ts';
import { readAccessToken } from './access-token.ts';
import { tokenFault } from './token-error.ts';
import { createTokenCache, type TokenCacheOptions } from './token-cache.ts';

/** How {@link createTokenSource} asks. */
export interface TokenSourceOptions extends HttpOptions, TokenCacheOptions {
  /** Headers that tell the handler who asks, or a function that gives them at each request. */
  headers?:
    | Record<string, string>
    | (() => Record<string, string> | Promise<Record<string, string>>)
    | undefined;
}

/** Gives an access token. `fresh` asks for a new one, for when a server refused the kept one. */
export type TokenSource = (options?: { fresh?: boolean | undefined }) => Promise<string>;

/**
 * The browser's end of {@link createTokenHandler}: a function that gives an access token whenever one is needed. Keeps it
 * until shortly before its end; whoever asks while one is on its way waits for that one. Rejects with an {@link EviError}.
 *
 * @param url - the handler's address, relative to the page or absolute.
 * @example `createEviClient({ accessToken: createTokenSource('/api/token') })`
 */
export function createTokenSource(url: string, options: TokenSourceOptions = {}): TokenSource {
  const { headers } = options;
  const send = createSend('', options, async () => {
    const given = typeof headers === 'function' ? await headers() : (headers ?? {});
    return { headers: given, secrets: Object.values(given) };
  });
  const token = createTokenCache(
    () =>
      send({ method: 'POST', path: url, repeatable: true, read: readAccessToken }).catch(
        (thrown: unknown) => {
          throw thrown instanceof EviError ? forVoice(thrown, url) : thrown;
        },
      ),
    options,
  );
  return async (asked) => (await token(asked)).access_token;
}

/** The same error, for a voice client whose `credentials` throws it, too. */
function forVoice(error: EviError, url: string): EviError {
  const { error: said } = Object(error.body) as { readonly error?: unknown };
  const code = error.reason === 'invalid-response' ? 'no_token' : said;
  return Object.assign(error, { voice: tokenFault(url, error.status, code) });
}
