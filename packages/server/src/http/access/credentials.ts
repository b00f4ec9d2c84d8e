import { createHmac, randomUUID } from 'node:crypto';
import { sign, verify } from 'hono/jwt';
import { steadyDate } from '../../base/clock.ts';
import { ownerOf } from '../../base/key-pair.ts';
import { same } from './same.ts';
import type { ApiKeyPair, KeyLimits } from '../../base/key-pair.ts';
import { namedVisitor } from '../../store/database/owner.ts';
import type { Owner, Principal } from '../../store/database/owner.ts';
import { WrongKeys } from './wrong-keys.ts';

/** How long an access token holds, in seconds. */
const tokenLifetime = 1800;
/** In whose name tokens are made while there are no keys. */
const nobody = 'nobody';

function steadySeconds(): number {
  return Math.floor(steadyDate() / 1000);
}

/**
 * What an access token is good for beside opening Chats. `own-chats`: to read those that were opened with it; `everything`: all that
 * the API key is good for.
 */
export type TokenScope = 'own-chats' | 'everything';

/** What was given to prove who asks, and from where. */
export interface GivenCredentials {
  accessToken?: string;
  apiKey?: string;
  /** The address it came from. Default: nobody counts what is wrong. */
  address?: string | undefined;
}

/** The API key or access token in the headers of a request, or of a socket's handshake. */
export function credentialsInHeaders(
  header: (name: 'x-hume-api-key' | 'authorization') => string | undefined,
): Pick<GivenCredentials, 'accessToken' | 'apiKey'> {
  const apiKey = header('x-hume-api-key');
  const accessToken = /^bearer +(\S+) *$/i.exec(header('authorization') ?? '')?.[1];
  return {
    ...(apiKey && { apiKey }),
    ...(accessToken !== undefined && { accessToken }),
  };
}

/** What stands in the address is meant for this socket; a header may have come along with it. */
export function shownBy(
  { accessToken, apiKey }: GivenCredentials,
  header: GivenCredentials,
): GivenCredentials {
  if (apiKey === undefined && accessToken === undefined) return header;
  return {
    ...(apiKey !== undefined && { apiKey }),
    ...(accessToken !== undefined && { accessToken }),
  };
}

/** Who asks, and may. */
export interface Caller {
  /** Whose things these are; undefined: everybody's, as on a server without keys. */
  owner: Owner;
  /** Who holds the access token; undefined: an API key was shown. */
  visitor?: string;
  /** Whether it may do nothing but open Chats and read those of the visitor. */
  confined: boolean;
  /** The name of the key pair, which tells nothing of it. */
  pair: string;
  /** What the pair may have at most. */
  limits: KeyLimits;
}

/** `slowed`: so many wrong keys came from the address that this one was not looked at. */
export type Refused = 'refused' | 'slowed';

/** Which Chats a caller may read. */
export function readableBy({ owner, visitor, confined }: Caller): Principal {
  return confined ? { owner, visitor } : { owner };
}

/** An access token as it is answered. */
export interface IssuedToken {
  access_token: string;
  token_type: 'Bearer';
  expires_in: number;
  grant_type: 'client_credentials';
  /** When it was made, in milliseconds since the epoch. */
  issued_at: number;
}

/** How {@link Credentials} are checked. */
export interface CredentialsOptions {
  /** Who may use the server; empty: anybody who can reach it. */
  pairs: readonly ApiKeyPair[];
  /** Signs the tokens. Tokens of another key are refused. */
  signingKey: string;
  /** Default `own-chats`. */
  scope?: TokenScope | undefined;
}

/** Gives out access tokens and checks what clients show. Without key pairs the server is open: any key will do. */
export class Credentials {
  #pairs: readonly (ApiKeyPair & { name: string })[] = [];
  readonly #signingKey: string;
  readonly #confined: boolean;
  readonly #wrong = new WrongKeys();

  constructor({ pairs, signingKey, scope = 'own-chats' }: CredentialsOptions) {
    this.#signingKey = signingKey;
    this.#confined = scope === 'own-chats';
    this.replace(pairs);
  }

  /** From now on these may use the server, and no others; tokens of those that stay hold. */
  replace(pairs: readonly ApiKeyPair[]): void {
    this.#pairs = pairs.map((pair) => ({
      ...pair,
      name: this.#digest(`${pair.apiKey}\n${pair.secretKey}`),
    }));
  }

  /** Whether anybody may come in, whatever key is shown. */
  get open(): boolean {
    return this.#pairs.length === 0;
  }

  /** The names of the key pairs; `nobody` where there are none. */
  get names(): readonly string[] {
    return this.open ? [nobody] : this.#pairs.map(({ name }) => name);
  }

  /**
   * A token for a key pair, which is void once that pair is none of this server's any more.
   *
   * @param visitor - who is to have it: tokens of the same visitor read the same Chats. Default somebody else each time.
   */
  async issue(
    given: Pick<ApiKeyPair, 'apiKey' | 'secretKey'>,
    { address, visitor }: { address?: string | undefined; visitor?: string | undefined } = {},
  ): Promise<IssuedToken | Refused> {
    let sub = nobody;
    if (!this.open) {
      const shown = `${given.apiKey}\n${given.secretKey}`;
      const pair = this.#judge(shown, address, () =>
        this.#pairs.filter(
          ({ apiKey, secretKey }) => same(apiKey, given.apiKey) && same(secretKey, given.secretKey),
        ),
      );
      if (typeof pair === 'string') return pair;
      sub = pair.name;
    }
    const now = steadySeconds();
    const vis =
      visitor === undefined ? `token:${randomUUID()}` : namedVisitor + this.#digest(visitor);
    const claims = { iat: now, exp: now + tokenLifetime, sub, vis };
    const token = await sign(claims, this.#signingKey, 'HS256');
    return {
      access_token: token,
      token_type: 'Bearer',
      expires_in: tokenLifetime,
      grant_type: 'client_credentials',
      issued_at: Date.now(),
    };
  }

  /** Who shows these credentials. */
  async accept({ accessToken, apiKey, address }: GivenCredentials): Promise<Caller | Refused> {
    if (this.open) return { owner: undefined, confined: false, pair: nobody, limits: {} };
    if (apiKey !== undefined) {
      const pair = this.#judge(apiKey, address, () =>
        this.#pairs.filter((known) => same(known.apiKey, apiKey)),
      );
      if (typeof pair === 'string') return pair;
      return { owner: ownerOf(pair), confined: false, pair: pair.name, limits: pair };
    }
    if (accessToken === undefined) return 'refused';
    try {
      // The machine's clock may have been put back since: what counts is when it ends.
      const rules = { alg: 'HS256', exp: false, iat: false } as const;
      const { exp, sub, vis } = await verify(accessToken, this.#signingKey, rules);
      const valid = typeof exp === 'number' && exp > steadySeconds();
      const pair = this.#pairs.find(({ name }) => sub === name);
      if (!valid || pair === undefined || typeof vis !== 'string') return 'refused';
      return {
        owner: ownerOf(pair),
        visitor: vis,
        confined: this.#confined,
        pair: pair.name,
        limits: pair,
      };
    } catch {
      return 'refused';
    }
  }

  #judge<Pair>(
    key: string,
    address: string | undefined,
    right: () => readonly Pair[],
  ): Pair | Refused {
    if (address !== undefined && !this.#wrong.mayTry(address, key)) return 'slowed';
    const [pair] = right();
    if (address !== undefined) this.#wrong.note(address, key, pair !== undefined);
    return pair ?? 'refused';
  }

  #digest(text: string): string {
    return createHmac('sha256', this.#signingKey).update(text).digest('base64url');
  }
}
