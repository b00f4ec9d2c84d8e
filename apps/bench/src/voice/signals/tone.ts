/** A sine that begins at zero. */
export function tone(
  frequency: number,
  sampleRate: number,
  seconds: number,
  amplitude = 0.5,
): Float32Array {
  const samples = new Float32Array(Math.round(sampleRate * seconds));
  const step = (2 * Math.PI * frequency) / sampleRate;
  for (let i = 0; i < samples.length; i += 1) samples[i] = amplitude * Math.sin(step * i);
  return samples;
}

/** Consecutive pieces of so many seconds each; the last may be shorter. */
export function inPieces(
  samples: Float32Array,
  sampleRate: number,
  seconds: number,
): Float32Array[] {
  const length = Math.round(sampleRate * seconds);
  const pieces: Float32Array[] = [];
  for (let start = 0; start < samples.length; start += length) {
    pieces.push(samples.subarray(start, start + length));
  }
  return pieces;
}
