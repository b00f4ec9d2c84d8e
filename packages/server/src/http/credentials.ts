import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { sign, verify } from 'hono/jwt';
import { WrongKeys } from './wrong-keys.ts';

/** A key pair that may use the server. */
export interface ApiKeyPair {
  apiKey: string;
  secretKey: string;
}

/** How long an access token holds, in seconds. */
const tokenLifetime = 1800;
/** In whose name tokens are made while there are no keys. */
const nobody = 'nobody';
const startedMs = Date.now() - performance.now();

/** Seconds since the epoch, and never less than before: also while the machine's clock is put back. */
function steadySeconds(): number {
  return Math.floor(Math.max(Date.now(), startedMs + performance.now()) / 1000);
}

/** What was given to prove who asks, and from where. */
export interface GivenCredentials {
  accessToken?: string;
  apiKey?: string;
  /** The address it came from. Default: nobody counts what is wrong. */
  address?: string | undefined;
}

/** `slowed`: so many wrong keys came from the address that this one was not looked at. */
export type Verdict = 'accepted' | 'refused' | 'slowed';

/** An access token as it is answered. */
export interface IssuedToken {
  access_token: string;
  token_type: 'Bearer';
  expires_in: number;
}

/** Gives out access tokens and checks what clients show. Without key pairs the server is open: any key will do. */
export class Credentials {
  readonly #pairs: readonly ApiKeyPair[];
  readonly #signingKey: string;
  readonly #wrong = new WrongKeys();

  /**
   * @param pairs - who may use the server; empty: anybody who can reach it.
   * @param signingKey - signs the tokens. Tokens of another key are refused.
   */
  constructor(pairs: readonly ApiKeyPair[], signingKey: string) {
    this.#pairs = pairs;
    this.#signingKey = signingKey;
  }

  /** Whether anybody may come in, whatever key is shown. */
  get open(): boolean {
    return this.#pairs.length === 0;
  }

  /** A token for a key pair, which is void once that pair is none of this server's any more. */
  async issue(pair: ApiKeyPair, address?: string): Promise<IssuedToken | 'refused' | 'slowed'> {
    const known = (): boolean =>
      this.#pairs.filter(
        ({ apiKey, secretKey }) => same(apiKey, pair.apiKey) && same(secretKey, pair.secretKey),
      ).length > 0;
    if (this.#pairs.length > 0) {
      const verdict = this.#judge(`${pair.apiKey}\n${pair.secretKey}`, address, known);
      if (verdict !== 'accepted') return verdict;
    }
    const now = steadySeconds();
    const sub = this.#pairs.length > 0 ? this.#nameOf(pair) : nobody;
    const claims = { iat: now, exp: now + tokenLifetime, sub };
    const token = await sign(claims, this.#signingKey, 'HS256');
    return { access_token: token, token_type: 'Bearer', expires_in: tokenLifetime };
  }

  /** Whether these credentials may open a Chat. */
  async accept({ accessToken, apiKey, address }: GivenCredentials): Promise<Verdict> {
    if (this.#pairs.length === 0) return 'accepted';
    if (apiKey !== undefined) {
      return this.#judge(apiKey, address, () =>
        this.#pairs.some((pair) => same(pair.apiKey, apiKey)),
      );
    }
    if (accessToken === undefined) return 'refused';
    try {
      // The machine's clock may have been put back since: what counts is when it ends.
      const rules = { alg: 'HS256', exp: false, iat: false } as const;
      const { exp, sub } = await verify(accessToken, this.#signingKey, rules);
      const valid = typeof exp === 'number' && exp > steadySeconds();
      const pair = this.#pairs.find((known) => sub === this.#nameOf(known));
      return valid && pair !== undefined ? 'accepted' : 'refused';
    } catch {
      return 'refused';
    }
  }

  #judge(key: string, address: string | undefined, isRight: () => boolean): Verdict {
    if (address === undefined) return isRight() ? 'accepted' : 'refused';
    if (!this.#wrong.mayTry(address, key)) return 'slowed';
    const right = isRight();
    this.#wrong.note(address, key, right);
    return right ? 'accepted' : 'refused';
  }

  /** A pair's name in tokens, which tells nothing of it. */
  #nameOf({ apiKey, secretKey }: ApiKeyPair): string {
    return createHmac('sha256', this.#signingKey)
      .update(`${apiKey}\n${secretKey}`)
      .digest('base64url');
  }
}

// Digests have one length, so the comparison takes one time whatever was given.
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
