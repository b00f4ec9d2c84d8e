/** What became of a piece that was put in. */
export type PieceFate = 'kept' | 'repeated';

/** Pieces of one message in the order of their index: those that came early wait for those before them. */
export class Reorder<Piece> {
  readonly #early = new Map<number, Piece>();
  #next = 0;

  /** Pieces that can't be given out because one before them is missing. */
  get waiting(): number {
    return this.#early.size;
  }

  put(index: number, piece: Piece): PieceFate {
    if (index < this.#next || this.#early.has(index)) return 'repeated';
    this.#early.set(index, piece);
    return 'kept';
  }

  /** Takes out the pieces whose turn it is. */
  *take(): Generator<Piece> {
    for (;;) {
      const piece = this.#early.get(this.#next);
      if (piece === undefined) return;
      this.#early.delete(this.#next);
      this.#next += 1;
      yield piece;
    }
  }

  /** Gives up on what is missing before the first piece that is here. */
  skipGap(): void {
    if (this.#early.size > 0) this.#next = Math.min(...this.#early.keys());
  }
}
