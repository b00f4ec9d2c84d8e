/** Pieces of one message in the order of their index: those that came early wait for those before them. */
export class Reorder<Piece> {
  readonly #early = new Map<number, Piece>();
  #next = 0;

  /** Pieces that can't be given out because one before them is missing. */
  get waiting(): number {
    return this.#early.size;
  }

  /** @returns false for a piece that is here already, or was */
  put(index: number, piece: Piece): boolean {
    if (index < this.#next || this.#early.has(index)) return false;
    this.#early.set(index, piece);
    return true;
  }

  /** Takes out the piece whose turn it is; undefined where it is missing. */
  take(): Piece | undefined {
    const piece = this.#early.get(this.#next);
    if (this.#early.delete(this.#next)) this.#next += 1;
    return piece;
  }

  /** Gives up on what is missing before the first piece that is here. */
  skipGap(): void {
    if (this.#early.size > 0) this.#next = Math.min(...this.#early.keys());
  }
}
