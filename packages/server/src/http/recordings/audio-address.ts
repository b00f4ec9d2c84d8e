import { createHmac, timingSafeEqual } from 'node:crypto';
import { steadyDate } from '../../base/clock.ts';

/** How long an address holds, in ms: an hour, as EVI's. */
export const addressLifetimeMs = 3_600_000;

/** What an address turned out to be. */
export type AddressState = 'valid' | 'forged' | 'expired';

/** Signs addresses of recordings, so that whoever is given one needs no key, and nobody can make one up. */
export class AudioAddresses {
  readonly #key: string;
  readonly #pairs: () => readonly string[];

  /**
   * @param key - signs them; an address of another key is forged.
   * @param pairs - the names of the key pairs that may give them out; an address of another ends with its pair.
   */
  constructor(key: string, pairs: () => readonly string[]) {
    this.#key = key;
    this.#pairs = pairs;
  }

  /** The path and query of a Chat's recording, given out by this pair, and when it expires in ms since the epoch. */
  sign(chatId: string, pair: string): { path: string; expiresMs: number } {
    const expiresMs = Math.floor(steadyDate()) + addressLifetimeMs;
    const signature = this.#signature(chatId, String(expiresMs), pair).toString('hex');
    return {
      path: `/audio/${chatId}.wav?expires=${String(expiresMs)}&signature=${signature}`,
      expiresMs,
    };
  }

  /** Whether a recording may be had by these. */
  check(chatId: string, expires: string, signature: string): AddressState {
    const given = Buffer.from(signature, 'hex');
    const right = this.#pairs()
      .map((pair) => this.#signature(chatId, expires, pair))
      .filter((known) => given.length === known.length && timingSafeEqual(given, known));
    if (right.length === 0) return 'forged';
    return Number(expires) > steadyDate() ? 'valid' : 'expired';
  }

  #signature(chatId: string, expires: string, pair: string): Buffer {
    return createHmac('sha256', this.#key).update(`${chatId}\n${expires}\n${pair}`).digest();
  }
}
