/** Puts the pieces of one message in the order of their index: early pieces wait for those before them. */
export class Reorder<Piece> {
  readonly #early = new Map<number, Piece>();
  #next = 0;

  /** Pieces that wait for a missing one. */
  get waiting(): number {
    return this.#early.size;
  }

  /** @returns the pieces whose turn has come, in order; null for a repeated piece, or one that was skipped */
  put(index: number, piece: Piece): Piece[] | null {
    if (index < this.#next || this.#early.has(index)) return null;
    const ready: Piece[] = [];
    this.#early.set(index, piece);
    for (let next; (next = this.#early.get(this.#next)) !== undefined; this.#next += 1) {
      this.#early.delete(this.#next);
      ready.push(next);
    }
    return ready;
  }

  /** Gives up on what is missing before the first early piece. @returns the pieces whose turn has come, in order */
  skipGap(): Piece[] {
    const first = (this.#next = Math.min(...this.#early.keys()));
    const piece = this.#early.get(first);
    this.#early.delete(first);
    return (piece !== undefined && this.put(first, piece)) || [];
  }
}
