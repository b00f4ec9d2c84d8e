import type { VoiceErrorReason } from '@vivavoce/core';

/** What asks for a secret: the `signal` is aborted when it is not needed any more. */
interface Attempt {
  readonly signal: AbortSignal;
}

/**
 * The address of a route that answers with a secret, as one of `createRealtimeToken` does, or a function that gives a secret, or that
 * route's answer.
 */
export type Token = string | ((attempt: Attempt) => string | Response | Promise<string | Response>);

/** Why there is no secret, for the client: its `reason` says whether another attempt may have one. */
class NoToken extends Error {
  readonly reason: VoiceErrorReason;

  constructor(reason: VoiceErrorReason, why: string, cause?: unknown) {
    super(`Failed to get a token: ${why}.`, cause === undefined ? {} : { cause });
    this.reason = reason;
  }
}

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
 * @throws with a `reason`, by rejection: `connection-unauthorized` where nobody will give one
 */
export async function askToken(token: Token, attempt: Attempt): Promise<string> {
  const given = typeof token === 'string' ? await post(token, attempt) : await token(attempt);
  const text = typeof given === 'object' && given ? await read(given) : given;
  const secret = typeof text === 'string' ? secretIn(text.trim()) : undefined;
  if (secret !== undefined) return secret;
  throw new NoToken('connection-unauthorized', 'there is none in what `token` gave');
}

async function post(address: string, { signal }: Attempt): Promise<Response> {
  try {
    return await fetch(address, { method: 'POST', cache: 'no-store', signal });
  } catch (cause) {
    throw new NoToken('connection-refused', 'its route was not reached', cause);
  }
}

async function read(response: Response): Promise<string> {
  const { ok, status } = response;
  const text = await response.text().catch(() => '');
  if (ok) return text;
  throw new NoToken(reasonOf(status, text), `its route answered ${status}`);
}

function reasonOf(status: number, text: string): VoiceErrorReason {
  if (status === 429 || status === 503) return 'connection-rate-limited';
  if (status === 408 || status === 504) return 'connection-timeout';
  // What the service has refused it refuses again.
  const final = status < 500 || text.includes('"token_refused"');
  return final ? 'connection-unauthorized' : 'connection-refused';
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
