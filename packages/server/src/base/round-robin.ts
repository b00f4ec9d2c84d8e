/** What waits, of several clients: the things of one keep their order, those of different clients come by turns. */
export class RoundRobin<Thing> {
  readonly #waiting = new Map<string, Thing[]>();
  #size = 0;

  /** How many things wait. */
  get size(): number {
    return this.#size;
  }

  /** What waits of one client, the oldest first. */
  of(client: string): readonly Thing[] {
    return this.#waiting.get(client) ?? [];
  }

  /** The clients of whom something waits; whose turn is next comes first. */
  clients(): IterableIterator<string> {
    return this.#waiting.keys();
  }

  push(client: string, thing: Thing): void {
    const own = this.#waiting.get(client);
    if (own) own.push(thing);
    else this.#waiting.set(client, [thing]);
    this.#size += 1;
  }

  /** Puts back what was taken last of a client: it comes before the rest of that client. */
  unshift(client: string, thing: Thing): void {
    this.#waiting.set(client, [thing, ...this.of(client)]);
    this.#size += 1;
  }

  /**
   * Takes what is next; then the other clients come first.
   *
   * @param may - clients of whom something may be taken. Default all.
   */
  shift(may: (client: string) => boolean = () => true): [string, Thing] | undefined {
    for (const [client, [thing, ...rest]] of this.#waiting) {
      if (thing === undefined || !may(client)) continue;
      this.#waiting.delete(client);
      if (rest.length > 0) this.#waiting.set(client, rest);
      this.#size -= 1;
      return [client, thing];
    }
    return undefined;
  }
}
