import { optionNumber } from '../option-number.ts';
import type { AccessToken } from './access-token.ts';

/** How a token is kept. */
export interface TokenCacheOptions {
  /**
   * How long before its end a token is replaced, in seconds, from 0 up. A token is always kept for at least half its life.
   * Default: 60.
   */
  refreshBeforeSeconds?: number | undefined;
}

/** Gives the kept token or a fresh one. `expires_in` counts from now. */
export type TokenCache = (options?: { fresh?: boolean | undefined }) => Promise<AccessToken>;

/** Keeps one token until shortly before its end. Whoever asks while one is on its way waits for that one. */
export function createTokenCache(
  request: () => Promise<AccessToken>,
  options: TokenCacheOptions = {},
): TokenCache {
  const marginMs =
    optionNumber('refreshBeforeSeconds', options.refreshBeforeSeconds ?? 60, 0) * 1000;
  let kept: { token: AccessToken; goodUntil: number; endsAt: number } | undefined;
  let underWay: Promise<AccessToken> | undefined;

  const renew = async (): Promise<AccessToken> => {
    try {
      const askedAt = Date.now();
      const token = await request();
      const lifeMs = token.expires_in * 1000;
      const endsAt = askedAt + lifeMs;
      kept = { token, endsAt, goodUntil: endsAt - Math.min(marginMs, lifeMs / 2) };
      return token;
    } finally {
      underWay = undefined;
    }
  };

  return ({ fresh = false } = {}) => {
    const now = Date.now();
    if (kept && !fresh && now < kept.goodUntil) {
      const expires_in = Math.floor((kept.endsAt - now) / 1000);
      return Promise.resolve({ ...kept.token, expires_in });
    }
    return (underWay ??= renew());
  };
}
