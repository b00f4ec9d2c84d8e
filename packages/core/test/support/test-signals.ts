// Sounds and measures that tests share. All randomness is seeded.

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A sine that begins at phase 0. */
export function sine(
  frequency: number,
  rate: number,
  frames: number,
  amplitude = 1,
): Float32Array<ArrayBuffer> {
  return new Float32Array(frames).map(
    (_, i) => amplitude * Math.sin((2 * Math.PI * frequency * i) / rate),
  );
}

/** White noise of about the given root mean square. */
export function noise(frames: number, level: number, seed = 1): Float32Array<ArrayBuffer> {
  const random = seededRandom(seed);
  const width = level * Math.sqrt(12);
  return new Float32Array(frames).map(() => (random() - 0.5) * width);
}

/**
 * Something that has what a voice has: a pitch that moves, harmonics under formants, syllables four times a second.
 * Root mean square while it sounds: `level`.
 */
export function speech(seconds: number, level: number, hz: number): Float32Array<ArrayBuffer> {
  const sound = new Float32Array(seconds * hz);
  let phase = 0;
  let energy = 0;
  for (let i = 0; i < sound.length; i += 1) {
    const time = i / hz;
    const pitch = 120 + 25 * Math.sin(2 * Math.PI * 1.3 * time);
    phase += (2 * Math.PI * pitch) / hz;
    let sample = 0;
    for (let harmonic = 1; harmonic * pitch < Math.min(3_500, hz / 2); harmonic += 1) {
      const at = harmonic * pitch;
      const formant =
        1 / (1 + ((at - 500) / 150) ** 2) +
        0.5 / (1 + ((at - 1_500) / 200) ** 2) +
        0.2 / (1 + ((at - 2_500) / 250) ** 2);
      sample += formant * Math.sin(harmonic * phase);
    }
    const syllable = 0.15 + 0.85 * Math.abs(Math.sin(2 * Math.PI * 2 * time + 0.6));
    sound[i] = sample * syllable;
    energy += (sound[i] ?? 0) ** 2;
  }
  const gain = level / Math.sqrt(energy / sound.length);
  return sound.map((sample) => sample * gain);
}

/** Cuts a sound into pieces of 1 to `most` frames. */
export function pieces(
  sound: Float32Array<ArrayBuffer>,
  most: number,
  seed = 1,
): Float32Array<ArrayBuffer>[] {
  const random = seededRandom(seed);
  const cut: Float32Array<ArrayBuffer>[] = [];
  for (let at = 0; at < sound.length;) {
    const length = 1 + Math.floor(random() * most);
    cut.push(sound.slice(at, at + length));
    at += length;
  }
  return cut;
}

export function concat(parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The largest difference between two neighbouring samples. */
export function largestStep(sound: Float32Array): number {
  let most = 0;
  for (let i = 1; i < sound.length; i += 1) {
    most = Math.max(most, Math.abs((sound[i] ?? 0) - (sound[i - 1] ?? 0)));
  }
  return most;
}

/** dB of a ratio of amplitudes. */
export function decibels(ratio: number): number {
  return 20 * Math.log10(ratio);
}

/** Amplitude of one frequency in a sound, and the root mean square of all the rest of it. */
export function tone(
  sound: Float32Array,
  frequency: number,
  rate: number,
): { readonly amplitude: number; readonly rest: number } {
  // Least squares for a·cos + b·sin, so that the rest is exact at any frequency and length.
  let cc = 0;
  let cs = 0;
  let ss = 0;
  let xc = 0;
  let xs = 0;
  sound.forEach((x, i) => {
    const angle = (2 * Math.PI * frequency * i) / rate;
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    cc += c * c;
    cs += c * s;
    ss += s * s;
    xc += x * c;
    xs += x * s;
  });
  const determinant = cc * ss - cs * cs;
  const a = (xc * ss - xs * cs) / determinant;
  const b = (xs * cc - xc * cs) / determinant;
  let rest = 0;
  sound.forEach((x, i) => {
    const angle = (2 * Math.PI * frequency * i) / rate;
    rest += (x - a * Math.cos(angle) - b * Math.sin(angle)) ** 2;
  });
  return { amplitude: Math.hypot(a, b), rest: Math.sqrt(rest / sound.length) };
}

/** The largest magnitude among the samples. */
export function peak(samples: Float32Array): number {
  let most = 0;
  for (const sample of samples) most = Math.max(most, Math.abs(sample));
  return most;
}
