/** Upper edges of the 24 critical bands of hearing (Zwicker, 1961), in Hz; the first starts at 0. */
const edges = [
  100, 200, 300, 400, 510, 630, 770, 920, 1080, 1270, 1480, 1720, 2000, 2320, 2700, 3150, 3700,
  4400, 5300, 6400, 7700, 9500, 12_000, 15_500,
];

/** Bands in a spectrum. */
export const barkBands: number = edges.length;

/**
 * Reduces a spectrum to the 24 Bark bands: the strongest bin of each.
 *
 * @param bins strengths from 0 to half the sample rate, evenly spaced, 0 to 255
 * @param sampleRate Hz
 * @param bands receives 24 strengths, 0 to 1
 */
export function toBarkBands(bins: Uint8Array, sampleRate: number, bands: Float32Array): void {
  const width = sampleRate / 2 / bins.length;
  let from = 0;
  for (const [band, edge] of edges.entries()) {
    // The lowest bands may be narrower than a bin: each gets one all the same.
    const to = Math.min(bins.length, Math.max(from + 1, Math.round(edge / width)));
    let strongest = 0;
    for (let bin = from; bin < to; bin += 1) strongest = Math.max(strongest, bins[bin] ?? 0);
    bands[band] = strongest / 255;
    from = to;
  }
}
