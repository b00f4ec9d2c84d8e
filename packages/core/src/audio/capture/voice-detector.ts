/** Seconds of sound in a frame. */
const frameDuration = 0.01;
/** Edges in Hz of the four bands of a voice, from the top. Rumble and hum lie under the last. */
const edges = [5000, 2600, 1200, 500, 150];
/** dB by which the bands of a voice exceed their noise floors on average, and the most that one band adds to that. */
const threshold = 6;
const maxExcess = 25;
/** Energy of a frame under which nothing is a voice: −55 dB of full scale. */
const minEnergy = 3e-6;
/** A frame with less of the energy of the one before (−10 dB) is the end of an impulse: a knock, a key stroke. */
const impulseDecay = 0.1;
/** Frames until a voice counts as begun, until it counts as ended, and until it can only be a machine. */
const onset = 3;
const hangover = 25;
const longestVoice = 100;
/** Energy of a band that no microphone's noise is below: −80 dB of full scale. */
const minFloor = 1e-8;
/** Smoothing of a band's energy per frame; and of its floor: down, up, and up while a voice is heard. */
const smoothing = 0.5;
const floorFall = 0.2;
const floorRise = 1.028;
const floorRiseInVoice = 1.0046;

/** The sound between two edges, or below the last one, and the low-pass for its upper edge. */
interface Band {
  /** Coefficient of both poles. */
  readonly speed: number;
  /** State of the two poles. */
  first: number;
  second: number;
  /** Energy of this frame so far; smoothed over frames; and the noise floor. */
  sum: number;
  energy: number;
  floor: number;
  /** The next higher one. */
  readonly next: Band | null;
}

/**
 * Tells a voice from background noise by how far four bands exceed their noise floors. Detects a voice within 60 ms of its
 * onset (30 ms in a quiet room) and until 250 ms after its end. Hum and steady noise become part of the floors; knocks and
 * key strokes are too short. `process` allocates nothing and throws nothing.
 */
export class VoiceDetector {
  /** Energy (mean square) up to which the sound may be an echo of the speaker. */
  echo = 0;
  readonly #frameLength: number;
  /** A linked list, since an iterator would be an allocation. The lowest band is no part of a voice. */
  #lowest: Band | null = null;
  #filled = 0;
  /** Energy of the last frame. */
  #total = 0;
  /** Frames until the floors are known. */
  #learning = 20;
  /** Frames with a voice minus frames without; frames above the floors in a row; frames since the last voice. */
  #evidence = 0;
  #aboveFloor = 0;
  #sinceVoice = hangover;

  /** @param sampleRate Hz, 8,000 to 48,000 */
  constructor(sampleRate: number) {
    this.#frameLength = Math.round(frameDuration * sampleRate);
    for (const edge of edges) {
      const speed = 1 - Math.exp((-2 * Math.PI * edge) / sampleRate);
      const next = this.#lowest;
      this.#lowest = { speed, first: 0, second: 0, sum: 0, energy: 0, floor: 0, next };
    }
  }

  /** Whether a voice is heard. */
  get active(): boolean {
    return this.#sinceVoice < hangover;
  }

  /** Listens to the first `count` of `samples` (−1 to 1). */
  process(samples: Float32Array, count: number): void {
    for (let at = 0; at < count;) {
      const end = Math.min(count, at + this.#frameLength - this.#filled);
      this.#filter(samples, at, end);
      this.#filled += end - at;
      at = end;
      if (this.#filled === this.#frameLength) this.#classify();
    }
  }

  /** Ends the voice that is heard. Keeps the noise floors. */
  reset(): void {
    for (let band = this.#lowest; band; band = band.next) band.energy = 0;
    this.#evidence = this.#aboveFloor = 0;
    this.#sinceVoice = hangover;
  }

  #filter(samples: Float32Array, from: number, to: number): void {
    for (let at = from; at < to; at += 1) {
      const sample = samples[at] ?? 0;
      // NaN would stay in the filters.
      const sound = Math.abs(sample) <= 1 ? sample : 0;
      let below = 0;
      for (let band = this.#lowest; band; band = band.next) {
        band.first += band.speed * (sound - band.first);
        band.second += band.speed * (band.first - band.second);
        band.sum += (band.second - below) ** 2;
        below = band.second;
      }
    }
  }

  /** Ends a frame: decides whether it is a voice, and moves the floors. */
  #classify(): void {
    // A voice pauses for breath. Sound that does not is background, however loud.
    const rise = this.active && this.#aboveFloor < longestVoice ? floorRiseInVoice : floorRise;
    let excess = 0;
    let total = 0;
    for (let band = this.#lowest; band; band = band.next) {
      const now = band.sum / this.#frameLength + minFloor;
      band.sum = 0;
      if (band === this.#lowest) continue;
      const energy = (band.energy += smoothing * (now - band.energy));
      const floor = this.#learning > 0 ? energy : band.floor;
      band.floor =
        energy < floor ? floor + floorFall * (energy - floor) : Math.min(energy, floor * rise);
      total += now;
      excess += Math.max(0, Math.min(maxExcess, 10 * Math.log10(energy / floor)));
    }
    const above = excess > threshold * (edges.length - 1);
    const voiced =
      above && total > Math.max(minEnergy, this.echo) && total > impulseDecay * this.#total;
    this.#total = total;
    this.#filled = 0;
    this.#learning = Math.max(0, this.#learning - 1);
    this.#aboveFloor = above ? this.#aboveFloor + 1 : 0;
    this.#evidence = Math.max(0, Math.min(onset, this.#evidence + (voiced ? 1 : -1)));
    const begun = voiced && (this.active || this.#evidence === onset);
    this.#sinceVoice = begun ? 0 : Math.min(hangover, this.#sinceVoice + 1);
  }
}
