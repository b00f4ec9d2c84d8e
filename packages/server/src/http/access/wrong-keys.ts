import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';

/** So many wrong keys are looked at one after the other. */
const atOnce = 20;
/** After that one every so many ms. */
const everyMs = 2000;
/** More addresses than these are not remembered: the one that has been quiet for longest is forgotten. */
const mostAddresses = 10_000;
/** An address is remembered to have had so many right keys. */
const mostRight = 10;

/** What is known of an address. */
interface Known {
  /** Wrong keys that have not been forgiven, at that moment. */
  wrong: number;
  atMs: number;
  /** Digests of keys that came from there and were right. */
  right: Set<string>;
}

/**
 * Slows guessing: an address that has shown many wrong keys may show no other for a while, but those that were right when they came
 * from there before.
 */
export class WrongKeys {
  readonly #known = new Map<string, Known>();
  readonly #now: () => number;

  /** @param now - in ms, from some fixed moment. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether a key is to be looked at. */
  mayTry(address: string, key: string): boolean {
    const known = this.#known.get(networkOf(address));
    if (known === undefined) return true;
    return this.#wrongOf(known) <= atOnce - 1 || known.right.has(digest(key));
  }

  /** A key was looked at. */
  note(address: string, key: string, right: boolean): void {
    const network = networkOf(address);
    const known = this.#known.get(network) ?? { wrong: 0, atMs: 0, right: new Set() };
    known.wrong = this.#wrongOf(known) + (right ? 0 : 1);
    known.atMs = this.#now();
    if (right && known.right.size < mostRight) known.right.add(digest(key));
    // The latest stand last.
    this.#known.delete(network);
    this.#known.set(network, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostAddresses && oldest !== undefined) this.#known.delete(oldest);
  }

  #wrongOf({ wrong, atMs }: Known): number {
    return Math.max(0, wrong - (this.#now() - atMs) / everyMs);
  }
}

/** Of IPv6 a customer has a whole network. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head = '', tail = ''] = address.split('::');
  const first = head.split(':').filter((group) => group !== '');
  const last = tail.split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  return [...first, ...zeros, ...last].slice(0, 4).join(':');
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('base64');
}
