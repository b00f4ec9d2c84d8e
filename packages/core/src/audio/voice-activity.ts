/** Seconds of sound that are judged at a time. */
const frameDuration = 0.01;
/** Hz between which a voice is looked for, in four bands. Under the last lie rumble and hum. */
const edges = [5000, 2600, 1200, 500, 150];
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

/** What is known of the sound between two edges, or below the first; and the filter for its upper edge. */
interface Band {
  /** How fast the poles follow. */
  readonly speed: number;
  /** The two poles. */
  first: number;
  second: number;
  /** Of this frame so far, and as it follows the sound; and what it falls back to. */
  sum: number;
  energy: number;
  floor: number;
  /** The next higher one. */
  readonly next: Band | null;
}

/**
 * Tells a voice from the room by how far the sound stands above what it falls back to, in four bands. A voice is heard
 * within 60 ms of its onset (30 ms in a quiet room) and until 250 ms after its end. Hum and steady noise become part of
 * the room, knocks and key strokes are too short. `process` allocates nothing and throws nothing.
 */
export class VoiceActivity {
  /** Energy (mean square) up to which the sound may be the speaker's own, come back through the room. */
  echo = 0;
  readonly #frameLength: number;
  /** A list, since an iterator would be an allocation. This one is no part of a voice. */
  #lowest: Band | null = null;
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
    this.#frameLength = Math.round(frameDuration * sampleRate);
    for (const edge of edges) {
      const speed = 1 - Math.exp((-2 * Math.PI * edge) / sampleRate);
      this.#lowest = {
        speed,
        first: 0,
        second: 0,
        sum: 0,
        energy: 0,
        floor: 0,
        next: this.#lowest,
      };
    }
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
    for (let band = this.#lowest; band; band = band.next) band.energy = 0;
    this.#evidence = this.#run = 0;
    this.#since = hangover;
  }

  #filter(samples: Float32Array, from: number, to: number): void {
    for (let at = from; at < to; at += 1) {
      const sample = samples[at] ?? 0;
      // What is no sound may not stay in the filters.
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

  /** Closes a frame: weighs how far its bands stand above their floors, and moves the floors. */
  #judge(): void {
    // A voice pauses for breath. What does not belongs to the room, however loud it is.
    const climb = this.active && this.#run < breath ? slowRise : rise;
    let score = 0;
    let total = 0;
    for (let band = this.#lowest; band; band = band.next) {
      const now = band.sum / this.#frameLength + hiss;
      band.sum = 0;
      if (band === this.#lowest) continue;
      const energy = (band.energy += settle * (now - band.energy));
      const floor = this.#learning > 0 ? energy : band.floor;
      band.floor =
        energy < floor ? floor + fall * (energy - floor) : Math.min(energy, floor * climb);
      total += now;
      score += Math.max(0, Math.min(most, 10 * Math.log10(energy / floor)));
    }
    const above = score > threshold * (edges.length - 1);
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
