/** Seconds of sound that are judged at a time. */
const frameDuration = 0.01;
/** Hz between which a voice is looked for, in four bands. Under the first lie rumble and hum. */
const edges = [150, 500, 1200, 2600, 5000];
/** dB by which the bands must stand above their floors, on average, and the most that one of them adds to that. */
const threshold = 6;
const most = 25;
/** Energy of a frame under which nothing is a voice: −55 dB of full scale. */
const faint = 3e-6;
/** What falls by more than 10 dB from one frame to the next is the end of a knock. */
const knock = 0.1;
/** Frames until a voice is believed, until it is believed to be over, and until it can only be a machine. */
const onset = 3;
const hangover = 25;
const breath = 100;
/** Energy of a band that no microphone is quieter than: −80 dB of full scale. */
const hiss = 1e-8;
/** How a band's energy follows the sound, per frame; and the floor the energy: down, up, and up while a voice is heard. */
const settle = 0.5;
const fall = 0.2;
const rise = 1.028;
const slowRise = 1.0046;

/**
 * Tells a voice from the room by how far the sound stands above what it falls back to, in four bands. A voice is heard
 * within 60 ms of its onset (30 ms in a quiet room) and until 250 ms after its end. Hum and steady noise become part of
 * the room, knocks and key strokes are too short. `process` allocates nothing and throws nothing.
 */
export class VoiceActivity {
  /** Energy (mean square) up to which the sound may be the speaker's own, come back through the room. */
  echo = 0;
  readonly #frameLength: number;
  /** By edge: how fast a pole follows, and the two poles. */
  readonly #speeds: Float64Array;
  readonly #poles: Float64Array;
  /** By band. */
  readonly #sums: Float64Array;
  readonly #energies: Float64Array;
  readonly #floors: Float64Array;
  #filled = 0;
  /** Energy of the last frame. */
  #total = 0;
  /** Frames still to be heard before anything is known. */
  #learning = 20;
  /** Frames that spoke for a voice, less those that did not; frames above the floors without a break; frames since a voice. */
  #evidence = 0;
  #run = 0;
  #since = hangover;

  /** @param sampleRate Hz, 8,000 to 48,000 */
  constructor(sampleRate: number) {
    const bands = edges.length - 1;
    this.#frameLength = Math.round(frameDuration * sampleRate);
    this.#speeds = Float64Array.from(
      edges,
      (edge) => 1 - Math.exp((-2 * Math.PI * edge) / sampleRate),
    );
    this.#poles = new Float64Array(2 * edges.length);
    this.#sums = new Float64Array(bands);
    this.#energies = new Float64Array(bands);
    this.#floors = new Float64Array(bands);
  }

  /** Whether a voice is heard. */
  get active(): boolean {
    return this.#since < hangover;
  }

  /** Listens to the first `count` of `samples` (−1 to 1). */
  process(samples: Float32Array, count: number): void {
    for (let at = 0; at < count;) {
      const end = Math.min(count, at + this.#frameLength - this.#filled);
      this.#filter(samples, at, end);
      this.#filled += end - at;
      at = end;
      if (this.#filled === this.#frameLength) this.#judge();
    }
  }

  /** Hears nothing for now. What is known of the room is kept. */
  rest(): void {
    this.#energies.fill(0);
    this.#evidence = this.#run = 0;
    this.#since = hangover;
  }

  #filter(samples: Float32Array, from: number, to: number): void {
    const poles = this.#poles;
    for (let at = from; at < to; at += 1) {
      const sample = samples[at] ?? 0;
      // What is no sound may not stay in the filters.
      const sound = Math.abs(sample) <= 1 ? sample : 0;
      let below = 0;
      for (let edge = 0; edge < edges.length; edge += 1) {
        const speed = this.#speeds[edge] ?? 0;
        const before = poles[2 * edge] ?? 0;
        const first = before + speed * (sound - before);
        const last = poles[2 * edge + 1] ?? 0;
        const second = last + speed * (first - last);
        poles[2 * edge] = first;
        poles[2 * edge + 1] = second;
        if (edge > 0) this.#sums[edge - 1] = (this.#sums[edge - 1] ?? 0) + (second - below) ** 2;
        below = second;
      }
    }
  }

  /** Closes a frame: weighs how far its bands stand above their floors, and moves the floors. */
  #judge(): void {
    const bands = this.#sums.length;
    // A voice pauses for breath. What does not belongs to the room, however loud it is.
    const climb = this.active && this.#run < breath ? slowRise : rise;
    let score = 0;
    let total = 0;
    for (let band = 0; band < bands; band += 1) {
      const now = (this.#sums[band] ?? 0) / this.#frameLength + hiss;
      const before = this.#energies[band] ?? 0;
      const energy = before + settle * (now - before);
      const floor = this.#learning > 0 ? energy : (this.#floors[band] ?? 0);
      this.#sums[band] = 0;
      this.#energies[band] = energy;
      this.#floors[band] =
        energy < floor ? floor + fall * (energy - floor) : Math.min(energy, floor * climb);
      total += now;
      score += Math.max(0, Math.min(most, 10 * Math.log10(energy / floor)));
    }
    const above = score > threshold * bands;
    const voiced = above && total > Math.max(faint, this.echo) && total > knock * this.#total;
    this.#total = total;
    this.#filled = 0;
    this.#learning = Math.max(0, this.#learning - 1);
    this.#run = above ? this.#run + 1 : 0;
    this.#evidence = Math.max(0, Math.min(onset, this.#evidence + (voiced ? 1 : -1)));
    this.#since =
      voiced && (this.active || this.#evidence === onset) ? 0 : Math.min(hangover, this.#since + 1);
  }
}
