import { readTokenRoute, TokenError, told, tokenFault } from './token-error.ts';

/** How {@link tokenCredentials} asks. */
export interface TokenCredentialsOptions {
  /** The fetch to use. Default: the global one, looked up at each request. */
  readonly fetch?: typeof fetch | undefined;
  /** More of the request, such as `headers` or `credentials: 'include'`. Default: nothing. */
  readonly request?: Omit<RequestInit, 'method' | 'signal'> | undefined;
}

/**
 * The `credentials` of a voice client whose tokens come from a route of {@link createTokenHandler}. Asks for one at each attempt.
 * Its errors tell the client whether the app refused, keys are missing or wrong, or nobody was reached.
 *
 * @param route - relative to the page, or absolute
 * @throws TokenError by rejection
 * @example `<VoiceProvider credentials={tokenCredentials('/api/token')}>`
 */
export function tokenCredentials(
  route: string,
  options: TokenCredentialsOptions = {},
): (attempt?: { readonly signal: AbortSignal }) => Promise<{ accessToken: string }> {
  return async (attempt) => {
    const send = options.fetch ?? globalThis.fetch;
    const how = { cache: 'no-store', ...options.request, method: 'POST' } as const;
    const asked = send(route, attempt ? { ...how, signal: attempt.signal } : how);
    const accessToken = tokenIn(await readTokenRoute(route, asked));
    if (accessToken !== undefined) return { accessToken };
    throw told(new TokenError(tokenFault(route, 200, 'no_token')));
  };
}

function tokenIn(text: string): string | undefined {
  try {
    const { access_token: token } = Object(JSON.parse(text)) as { readonly access_token?: unknown };
    return typeof token === 'string' && token !== '' ? token : undefined;
  } catch {
    return undefined;
  }
}
