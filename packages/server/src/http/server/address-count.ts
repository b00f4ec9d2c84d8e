import type { Duplex } from 'node:stream';

/** Counts the connections of each address: all that one of them opens takes files and memory that others need. */
export class AddressCount {
  readonly #most: number;
  readonly #onCrowded: (address: string) => void;
  readonly #counts = new Map<string, number>();
  /** Whose neighbours were told. */
  #told: string | undefined;

  /** @param onCrowded - told once of an address that has as many as it may, until another has. */
  constructor(most: number, onCrowded: (address: string) => void) {
    this.#most = most;
    this.#onCrowded = onCrowded;
  }

  /** Counts a connection until it is closed. @returns false where its address has too many, and it is not counted. */
  add(connection: Pick<Duplex, 'once'>, address = ''): boolean {
    const count = this.#counts.get(address) ?? 0;
    if (count >= this.#most) {
      if (this.#told !== address) this.#onCrowded(address);
      this.#told = address;
      return false;
    }
    this.#counts.set(address, count + 1);
    connection.once('close', () => {
      const left = (this.#counts.get(address) ?? 1) - 1;
      if (left > 0) this.#counts.set(address, left);
      else this.#counts.delete(address);
    });
    return true;
  }
}
