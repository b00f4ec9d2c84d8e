// Silero's network, version 6, for 16 kHz: a spectrum, four convolutions, and a cell with memory. Plain JavaScript, as the thread it
// runs in. A runtime for whatever network there is would be hardly faster, and hold 250 MB.
import { readSileroWeights } from './silero-weights.js';

/** What a decision is made on: the end of the frame before, and this one, in samples. */
const context = 64;
const frame = 512;
const soundLength = context + frame;
/** The end is mirrored, so that the last window is whole. */
const mirrored = 64;
const windowLength = 256;
const hop = 128;
const windows = (soundLength + mirrored - windowLength) / hop + 1;
const half = windowLength / 2;
const bins = half + 1;
/** The inputs and outputs of each convolution, and how many positions it goes on at a time. */
const convolutions = [
  { inputs: bins, outputs: 128, stride: 1 },
  { inputs: 128, outputs: 64, stride: 2 },
  { inputs: 64, outputs: 64, stride: 2 },
  { inputs: 64, outputs: 128, stride: 1 },
];
const kernel = 3;
/** Numbers that the cell gives, and as many that it keeps to itself. */
const cellLength = 128;
/** Of its inputs it makes what comes in, what stays, what is new and what goes out. */
const gates = 4;

/**
 * @typedef {object} Layer
 * @property {Float32Array} weights for each output those of one position after the other
 * @property {Float32Array} bias
 * @property {number} inputs
 * @property {number} outputs
 * @property {number} stride
 */

/** Says of a frame of sound how probable a voice is. What it remembers of a stream is its caller's. */
export class SileroNetwork {
  #basis;
  /** @type {Layer[]} */
  #layers;
  #ofInput;
  #ofMemory;
  #cellBias;
  #decider;
  #deciderBias;
  #sound = new Float32Array(soundLength + mirrored);
  #sums = new Float32Array(half + 1);
  #differences = new Float32Array(half + 1);
  #spectrum = new Float32Array(windows * bins);
  #gates = new Float32Array(gates * cellLength);

  /** @param {Uint8Array} file the model, as ONNX. Throws where it is another, or damaged. */
  constructor(file) {
    const learnt = readSileroWeights(file, {
      'stft.forward_basis_buffer': 2 * bins * windowLength,
      ...lengthsOf(0),
      ...lengthsOf(1),
      ...lengthsOf(2),
      ...lengthsOf(3),
      'decoder.rnn.weight_ih': gates * cellLength * cellLength,
      'decoder.rnn.weight_hh': gates * cellLength * cellLength,
      'decoder.rnn.bias_ih': gates * cellLength,
      'decoder.rnn.bias_hh': gates * cellLength,
      'decoder.decoder.2.weight': cellLength,
      'decoder.decoder.2.bias': 1,
    });
    const of = (/** @type {string} */ name) => learnt[name] ?? new Float32Array();
    this.#basis = of('stft.forward_basis_buffer');
    this.#layers = convolutions.map((layer, i) => ({
      ...layer,
      weights: byPosition(of(`encoder.${i}.reparam_conv.weight`), layer),
      bias: of(`encoder.${i}.reparam_conv.bias`),
    }));
    this.#ofInput = of('decoder.rnn.weight_ih');
    this.#ofMemory = of('decoder.rnn.weight_hh');
    const other = of('decoder.rnn.bias_hh');
    this.#cellBias = of('decoder.rnn.bias_ih').map((bias, i) => bias + (other[i] ?? 0));
    this.#decider = of('decoder.decoder.2.weight');
    this.#deciderBias = of('decoder.decoder.2.bias')[0] ?? 0;
  }

  /**
   * @param {Float32Array} sound 64 samples of the frame before and 512 of this one, −1 to 1
   * @param {Float32Array} given what the cell gave for the frame before: 128 numbers, which become this one's
   * @param {Float32Array} kept what it kept to itself, likewise
   * @returns {number} 0 to 1
   */
  decide(sound, given, kept) {
    let values = this.#spectrumOf(sound);
    for (const layer of this.#layers) values = convolve(values, layer);
    this.#remember(values, given, kept);
    let sum = this.#deciderBias;
    for (let i = 0; i < cellLength; i++)
      sum += (this.#decider[i] ?? 0) * Math.max(0, given[i] ?? 0);
    return sigmoid(sum);
  }

  /** How much there is of each frequency, window after window. @param {Float32Array} sound */
  #spectrumOf(sound) {
    const all = this.#sound;
    all.set(sound);
    for (let i = 0; i < mirrored; i++) all[soundLength + i] = all[soundLength - 2 - i] ?? 0;
    for (let window = 0; window < windows; window++) {
      // The waves it is compared with are the same forwards and backwards, or opposite: half of the products are enough.
      const from = window * hop;
      for (let i = 1; i <= half; i++) {
        const [before, after] = [all[from + i] ?? 0, all[from + windowLength - i] ?? 0];
        this.#sums[i] = i < half ? before + after : before;
        this.#differences[i] = before - after;
      }
      for (let bin = 0; bin < bins; bin++) {
        const [even, odd] = [bin * windowLength, (bins + bin) * windowLength];
        const cosine = dot(this.#basis, even, this.#sums, 0, bins);
        const sine = dot(this.#basis, odd, this.#differences, 0, bins);
        this.#spectrum[window * bins + bin] = Math.sqrt(cosine * cosine + sine * sine);
      }
    }
    return this.#spectrum;
  }

  /** @param {Float32Array} input @param {Float32Array} given @param {Float32Array} kept */
  #remember(input, given, kept) {
    const all = this.#gates;
    for (let i = 0; i < all.length; i++) {
      const row = i * cellLength;
      all[i] =
        (this.#cellBias[i] ?? 0) +
        dot(this.#ofInput, row, input, 0, cellLength) +
        dot(this.#ofMemory, row, given, 0, cellLength);
    }
    const gate = (/** @type {number} */ which, /** @type {number} */ i) =>
      all[which * cellLength + i] ?? 0;
    for (let i = 0; i < cellLength; i++) {
      const stays = sigmoid(gate(1, i)) * (kept[i] ?? 0);
      const cell = stays + sigmoid(gate(0, i)) * Math.tanh(gate(2, i));
      kept[i] = cell;
      given[i] = sigmoid(gate(3, i)) * Math.tanh(cell);
    }
  }
}

/** How many numbers a convolution has learnt. @param {number} i */
function lengthsOf(i) {
  const { inputs = 0, outputs = 0 } = convolutions[i] ?? {};
  return {
    [`encoder.${i}.reparam_conv.weight`]: outputs * inputs * kernel,
    [`encoder.${i}.reparam_conv.bias`]: outputs,
  };
}

/**
 * The file has the three positions of each input together; what is multiplied has the inputs of each position together.
 *
 * @param {Float32Array} weights
 * @param {{ inputs: number, outputs: number }} layer
 */
function byPosition(weights, { inputs, outputs }) {
  const ordered = new Float32Array(weights.length);
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      for (let k = 0; k < kernel; k++) {
        const from = (output * inputs + input) * kernel + k;
        ordered[(output * kernel + k) * inputs + input] = weights[from] ?? 0;
      }
    }
  }
  return ordered;
}

/** Of each position, its neighbours and it; beyond both ends there is nothing. What is negative is nothing. @param {Float32Array} values @param {Layer} layer */
function convolve(values, { weights, bias, inputs, outputs, stride }) {
  const positions = values.length / inputs;
  const made = Math.ceil(positions / stride);
  const result = new Float32Array(made * outputs);
  for (let at = 0; at < made; at++) {
    const first = Math.max(0, at * stride - 1);
    const last = Math.min(positions, at * stride + 2);
    const skipped = first - (at * stride - 1);
    for (let output = 0; output < outputs; output++) {
      const row = (output * kernel + skipped) * inputs;
      const sum = dot(weights, row, values, first * inputs, (last - first) * inputs);
      result[at * outputs + output] = Math.max(0, sum + (bias[output] ?? 0));
    }
  }
  return result;
}

/**
 * The sum of the products of so many numbers of both. Four sums, of which none waits for another, are twice as fast as one.
 *
 * @param {Float32Array} a
 * @param {number} i where those of `a` begin
 * @param {Float32Array} b
 * @param {number} j where those of `b` begin
 * @param {number} length
 */
function dot(a, i, b, j, length) {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    first += (a[i + k] ?? 0) * (b[j + k] ?? 0);
    second += (a[i + k + 1] ?? 0) * (b[j + k + 1] ?? 0);
    third += (a[i + k + 2] ?? 0) * (b[j + k + 2] ?? 0);
    fourth += (a[i + k + 3] ?? 0) * (b[j + k + 3] ?? 0);
  }
  for (; k < length; k++) first += (a[i + k] ?? 0) * (b[j + k] ?? 0);
  return first + second + third + fourth;
}

/** @param {number} value */
function sigmoid(value) {
  return 1 / (1 + Math.exp(-value));
}
