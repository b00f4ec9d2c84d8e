import { createHash, timingSafeEqual } from 'node:crypto';
import { sign, verify } from 'hono/jwt';

/** A key pair that may use the server. */
export interface ApiKeyPair {
  apiKey: string;
  secretKey: string;
}

/** How long an access token holds, in seconds. */
const tokenLifetime = 1800;

/** What was given to prove who asks. */
export interface GivenCredentials {
  accessToken?: string;
  apiKey?: string;
}

/** Gives out access tokens and checks what clients show. Without key pairs the server is open: any key will do. */
export class Credentials {
  readonly #pairs: readonly ApiKeyPair[];
  readonly #signingKey: string;

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

  /** A token for a key pair; undefined when the pair is not known. */
  async issue(
    pair: ApiKeyPair,
  ): Promise<{ access_token: string; token_type: 'Bearer'; expires_in: number } | undefined> {
    const known = this.#pairs.filter(
      ({ apiKey, secretKey }) => same(apiKey, pair.apiKey) && same(secretKey, pair.secretKey),
    );
    if (this.#pairs.length > 0 && known.length === 0) return undefined;
    const now = Math.floor(Date.now() / 1000);
    const claims = { iat: now, exp: now + tokenLifetime };
    const token = await sign(claims, this.#signingKey, 'HS256');
    return { access_token: token, token_type: 'Bearer', expires_in: tokenLifetime };
  }

  /** Whether these credentials may open a Chat. */
  async accept({ accessToken, apiKey }: GivenCredentials): Promise<boolean> {
    if (this.#pairs.length === 0) return true;
    if (apiKey !== undefined) return this.#pairs.some((pair) => same(pair.apiKey, apiKey));
    if (accessToken === undefined) return false;
    try {
      await verify(accessToken, this.#signingKey, 'HS256');
      return true;
    } catch {
      return false;
    }
  }
}

// Digests have one length, so the comparison takes one time whatever was given.
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
