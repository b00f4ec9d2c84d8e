import { readTokenRoute, TokenError, tokenFault } from '@vivavoce/evi';

/** What asks for a secret: the `signal` is aborted when it is not needed any more. */
interface Attempt {
  readonly signal: AbortSignal;
}

/**
 * The address of a route that answers with a secret, as one of `createRealtimeToken` does, or a function that gives a secret, or that
 * route's answer.
 */
export type Token = string | ((attempt: Attempt) => string | Response | Promise<string | Response>);

/** @throws TypeError for a secret in place of what gives one */
export function checkToken(token: Token): void {
  if (typeof token === 'function') return;
  if (typeof token === 'string' && token !== '' && !/^(ek_|sk-|auth_tokens\/|AIza)/.test(token))
    return;
  throw new TypeError(
    'Failed to use the service: because `token` is a secret, or nothing. Did you mean the address of a route that gives one, or a function?',
  );
}

/**
 * A secret for one connection.
 *
 * @throws TokenError by rejection, `connection-unauthorized` where nobody will give one; and whatever a function of the app's throws
 */
export async function askToken(token: Token, attempt: Attempt): Promise<string> {
  const route = typeof token === 'string' ? token : '`token`';
  const given = typeof token === 'string' ? post(token, attempt) : await token(attempt);
  const text = typeof given === 'object' && given ? await readTokenRoute(route, given) : given;
  const secret = typeof text === 'string' ? secretIn(text.trim()) : undefined;
  if (secret !== undefined) return secret;
  throw new TokenError(tokenFault(route, 200, 'no_token'));
}

function post(address: string, { signal }: Attempt): Promise<Response> {
  return fetch(address, { method: 'POST', cache: 'no-store', signal });
}

/** A secret by itself, or in JSON: in our own handler's, or in what either service answers. */
function secretIn(text: string): string | undefined {
  let found: unknown = text;
  if (/^[{"]/.test(text)) {
    try {
      const json: unknown = JSON.parse(text);
      const { token, value, name } = Object(json) as Record<string, unknown>;
      found = typeof json === 'string' ? json : (token ?? value ?? name);
    } catch {
      return undefined;
    }
  }
  // A page in place of a route's answer is none.
  return typeof found === 'string' && /^[\w!#$%&'*+./:=^`|~-]{1,4096}$/.test(found)
    ? found
    : undefined;
}
