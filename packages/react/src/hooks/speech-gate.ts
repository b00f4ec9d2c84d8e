/** The least level that may be speech: some -34 dBFS. */
const floor = 0.02;

/** How far above the room's own noise speech is. */
const above = 3;

/** ms of sound that are speech, not a knock; and of quiet after which it has ended. */
const attack = 250;
const release = 1500;

/**
 * Tells speech from a room's noise by its level alone, read some ten times a second: by what stands out of the quietest that was
 * heard lately, for a quarter of a second. Good enough for a hint.
 */
export class SpeechGate {
  #noise = floor / above;
  #voiced = 0;
  #last = Infinity;
  #heard = -Infinity;
  #open = false;

  /**
   * @param level 0 to 1
   * @param now in ms
   * @returns whether somebody speaks
   */
  hear(level: number, now: number): boolean {
    const passed = Math.max(0, Math.min(200, now - this.#last));
    this.#last = now;
    const loud = level > Math.max(floor, above * this.#noise);
    // Falls at once, and rises to a hum that lasts within some seconds.
    this.#noise = Math.min(level, this.#noise + (level - this.#noise) * (passed / 8000));
    this.#voiced = loud ? this.#voiced + passed : Math.max(0, this.#voiced - passed / 2);
    if (loud) this.#heard = now;
    if (this.#voiced >= attack) this.#open = true;
    if (now - this.#heard > release) {
      this.#open = false;
      this.#voiced = 0;
    }
    return this.#open;
  }
}
