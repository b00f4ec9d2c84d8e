import { createHmac, timingSafeEqual } from 'node:crypto';

/** How long an address holds, in ms: an hour, as EVI's. */
export const addressLifetimeMs = 3_600_000;

/** What an address turned out to be. */
export type AddressState = 'valid' | 'forged' | 'expired';

/** Signs addresses of recordings, so that whoever is given one needs no key, and nobody can make one up. */
export class AudioAddresses {
  readonly #key: string;

  /** @param key - signs them; an address of another key is forged. */
  constructor(key: string) {
    this.#key = key;
  }

  /** The path and query of a Chat's recording, and when it expires in ms since the epoch. */
  sign(chatId: string): { path: string; expiresMs: number } {
    const expiresMs = Date.now() + addressLifetimeMs;
    const signature = this.#signature(chatId, String(expiresMs)).toString('hex');
    return {
      path: `/audio/${chatId}.wav?expires=${String(expiresMs)}&signature=${signature}`,
      expiresMs,
    };
  }

  /** Whether a recording may be had by these. */
  check(chatId: string, expires: string, signature: string): AddressState {
    const given = Buffer.from(signature, 'hex');
    const right = this.#signature(chatId, expires);
    if (given.length !== right.length || !timingSafeEqual(given, right)) return 'forged';
    return Number(expires) > Date.now() ? 'valid' : 'expired';
  }

  #signature(chatId: string, expires: string): Buffer {
    return createHmac('sha256', this.#key).update(`${chatId}\n${expires}`).digest();
  }
}
