/** Root mean square of samples from −1 to 1, which is 0 to 1; 0 for no samples. */
export function rootMeanSquare(samples: Float32Array): number {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(energy / samples.length);
}
