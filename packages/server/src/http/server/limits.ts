import { ServerError } from '../../base/server-error.ts';

/** How much one client may ask of the server. */
export interface Limits {
  /** Bytes of one frame; a larger one closes the socket with 1009. Default 1 MiB. */
  frameBytes: number;
  /**
   * Frames a second, averaged over ten seconds: as many as ten seconds allow may come at once. More is the error
   * `too_many_messages` and closes with 1008. Default 1,000; a microphone sends 50.
   */
  messagesPerSecond: number;
  /** Bytes a client may leave unread; more cuts it off with 1013, or 1006 where it does not read that either. Default 8 MiB. */
  unreadBytes: number;
  /** Bytes of the body of a request; a larger one is answered with 413. Default 1 MiB. */
  bodyBytes: number;
  /**
   * Connections of one address, of this machine too, at a time; another is cut off at once. Behind a proxy everybody has its
   * address. Default 1,000.
   */
  connections: number;
}

const defaults: Limits = {
  frameBytes: 1024 * 1024,
  messagesPerSecond: 1000,
  unreadBytes: 8 * 1024 * 1024,
  bodyBytes: 1024 * 1024,
  connections: 1000,
};

/**
 * The limits in force.
 *
 * @throws ServerError `invalid-option` when one is no whole number above 0.
 */
export function readLimits(given: {
  readonly [Name in keyof Limits]?: Limits[Name] | undefined;
}): Limits {
  const limits = { ...defaults };
  for (const name of Object.keys(defaults) as (keyof Limits)[]) {
    const value = given[name] ?? defaults[name];
    limits[name] = value;
    if (!Number.isInteger(value) || value < 1) {
      throw ServerError.invalidOption(`limits.${name}`, 'it must be a whole number from 1');
    }
  }
  return limits;
}
