/** ms before the end of a session from which on another is made ready; and which share of its time, at most. */
const renewal = 60_000;
const share = 0.1;

/** ms before the end at which another takes over whatever is going on; and which share of that time, at most. */
const haste = 2000;

/** How long a session lasts. Moments are ms since the epoch, by the machine's own clock. */
export class Lifetime {
  /** From then on another is made ready, and takes over as soon as nobody speaks. */
  renewAt: number = Infinity;
  /** Then it takes over in any case. */
  edge: number = Infinity;
  ends: number = Infinity;

  /**
   * The service has said when it ends. A machine whose clock is wrong may take that for long ago: then nothing is known.
   *
   * @param left ms
   * @param soon whether that is a warning
   */
  end(now: number, left: number, soon: boolean): void {
    if (!(left > 0)) return;
    const ahead = soon ? left : Math.min(renewal, left * share);
    this.ends = now + left;
    this.renewAt = this.ends - ahead;
    this.edge = this.ends - Math.min(haste, ahead / 4);
  }
}
