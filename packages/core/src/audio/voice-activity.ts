/** Seconds of sound that are judged at a time. */
const frameDuration = 0.01;
/** Hz between which a voice is looked for: under the first lie rumble and hum. */
const edges = [150, 500, 1200, 2600, 5000];
/** dB by which the bands must stand above their floors, on average. */
const threshold = 8;
/** dB that one band can add to that: a whistle is not a voice. */
const most = 25;
/** Energy of a frame (0 to 1) under which nothing is a voice: −55 dB. */
const faint = 3e-6;
/** Frames, less the ones that are none, until a voice is believed, and frames until it is believed to be over. */
const onset = 3;
const hangover = 25;
/** How fast a floor follows, per frame: down in 50 ms, up 6 dB in half a second, in 3 s while a voice is heard. */
const fall = 0.2;
const rise = 1.028;
const slowRise = 1.0046;

/**
 * Tells a voice from the room, by how far four bands of the sound stand above what they fall back to. Starts to hear
 * one within 60 ms of its onset and goes on for 250 ms after its end. `process` allocates nothing and throws nothing.
 */
export class VoiceActivity {
  readonly #frameLength: number;
  readonly #coefficients: Float64Array;
  /** Two poles for each edge. */
  readonly #poles: Float64Array;
  readonly #energies: Float64Array;
  readonly #floors: Float64Array;
  #count = 0;
  #evidence = 0;
  #sinceVoice = hangover;
  #active = false;

  /** @param sampleRate Hz, 8,000 to 48,000 */
  constructor(sampleRate: number) {
    this.#frameLength = Math.round(frameDuration * sampleRate);
    this.#coefficients = Float64Array.from(
      edges,
      (edge) => 1 - Math.exp((-2 * Math.PI * edge) / sampleRate),
    );
    this.#poles = new Float64Array(2 * edges.length);
    this.#energies = new Float64Array(edges.length - 1);
    this.#floors = new Float64Array(edges.length - 1).fill(1e-6);
  }

  /** Whether a voice is heard. */
  get active(): boolean {
    return this.#active;
  }

  /** Listens to the first `count` of `samples` (−1 to 1). */
  process(samples: Float32Array, count: number): void {
    for (let i = 0; i < count; i += 1) {
      this.#filter(samples[i] ?? 0);
      this.#count += 1;
      if (this.#count === this.#frameLength) this.#judge();
    }
  }

  /** Nothing is heard for now; what is known of the room is kept. */
  rest(): void {
    this.#active = false;
    this.#evidence = 0;
    this.#sinceVoice = hangover;
  }

  #filter(sample: number): void {
    const poles = this.#poles;
    let below = 0;
    // A comparison that NaN fails: it may not stay in the filters for ever.
    const sound = sample >= -1 && sample <= 1 ? sample : 0;
    for (let edge = 0; edge < this.#coefficients.length; edge += 1) {
      const coefficient = this.#coefficients[edge] ?? 0;
      const first = (poles[2 * edge] ?? 0) + coefficient * (sound - (poles[2 * edge] ?? 0));
      const second =
        (poles[2 * edge + 1] ?? 0) + coefficient * (first - (poles[2 * edge + 1] ?? 0));
      poles[2 * edge] = first;
      poles[2 * edge + 1] = second;
      if (edge > 0) {
        const band = second - below;
        this.#energies[edge - 1] = (this.#energies[edge - 1] ?? 0) + band * band;
      }
      below = second;
    }
  }

  #judge(): void {
    let total = 0;
    let score = 0;
    const climb = this.#active ? slowRise : rise;
    for (let band = 0; band < this.#energies.length; band += 1) {
      const energy = (this.#energies[band] ?? 0) / this.#frameLength;
      const floor = this.#floors[band] ?? 0;
      total += energy;
      score += Math.max(0, Math.min(most, 10 * Math.log10((energy + 1e-12) / floor)));
      this.#floors[band] =
        energy < floor ? floor + fall * (energy - floor) + 1e-12 : Math.min(energy, floor * climb);
      this.#energies[band] = 0;
    }
    this.#count = 0;
    const voiced = total > faint && score / this.#energies.length > threshold;
    this.#evidence = Math.max(0, Math.min(onset, this.#evidence + (voiced ? 1 : -1)));
    this.#sinceVoice =
      voiced && (this.#active || this.#evidence === onset) ? 0 : this.#sinceVoice + 1;
    this.#active = this.#sinceVoice < hangover;
  }
}
