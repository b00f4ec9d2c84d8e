/** Input samples on each side of an output sample, at equal rates; more when the rate falls. */
const halfWidth = 16;
/** Of the lower rate's band, how much passes. The rest is the filter's slope. */
const passBand = 0.92;
/** Positions between two input samples that the filter is tabled for. */
const mostPhases = 512;

/**
 * Brings a stream of mono samples to another rate, band-limited: what the new rate can't carry is filtered out before it
 * could fold into the voice. State is carried from piece to piece, so the cuts between pieces leave no trace.
 */
export class Resampler {
  readonly #step: number;
  readonly #reach: number;
  readonly #phases: number;
  readonly #table: Float32Array;
  /** The input still needed, preceded by silence for the first outputs to look back on. */
  #input: Float32Array;
  /** Where the next output sample lies, in input samples from the start of `#input`. */
  #position: number;

  /** @param from - the input's rate in Hz. @param to - the output's rate in Hz. */
  constructor(from: number, to: number) {
    this.#step = from / to;
    const widening = Math.max(1, this.#step);
    this.#reach = Math.ceil(halfWidth * widening);
    this.#phases = Math.min(mostPhases, to / greatestCommonDivisor(from, to));
    this.#table = filterTable(this.#phases, this.#reach, passBand / widening);
    this.#input = new Float32Array(this.#reach);
    this.#position = this.#reach;
  }

  /** Takes the next samples and gives those that can be made from all so far. */
  process(samples: Int16Array): Int16Array {
    const input = new Float32Array(this.#input.length + samples.length);
    input.set(this.#input);
    input.set(samples, this.#input.length);
    const last = input.length - this.#reach - 1;
    const count = Math.max(0, Math.floor((last - this.#position) / this.#step) + 1);
    const output = new Int16Array(count);
    for (let i = 0; i < count; i++)
      output[i] = this.#sampleAt(input, this.#position + i * this.#step);
    this.#position += count * this.#step;
    const done = Math.max(0, Math.min(input.length, Math.floor(this.#position) - this.#reach));
    this.#input = input.slice(done);
    this.#position -= done;
    return output;
  }

  #sampleAt(input: Float32Array, position: number): number {
    // Rounded to the nearest tabled phase; for the usual rates that is exact.
    const ticks = Math.round(position * this.#phases);
    const center = Math.floor(ticks / this.#phases);
    const taps = 2 * this.#reach;
    const row = (ticks - center * this.#phases) * taps;
    const from = center - this.#reach + 1;
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      sum += (input[from + tap] ?? 0) * (this.#table[row + tap] ?? 0);
    }
    return Math.max(-32768, Math.min(32767, Math.round(sum)));
  }
}

// A windowed sinc for each phase, each scaled to pass a constant unchanged.
function filterTable(phases: number, reach: number, cutoff: number): Float32Array {
  const taps = 2 * reach;
  const table = new Float32Array(phases * taps);
  for (let phase = 0; phase < phases; phase++) {
    let total = 0;
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - reach + 1 - phase / phases;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / (reach + 1));
      const angle = Math.PI * distance * cutoff;
      const value = window * (angle === 0 ? 1 : Math.sin(angle) / angle);
      table[phase * taps + tap] = value;
      total += value;
    }
    for (let tap = 0; tap < taps; tap++) {
      const at = phase * taps + tap;
      table[at] = (table[at] ?? 0) / total;
    }
  }
  return table;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
