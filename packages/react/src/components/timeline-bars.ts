/** More steps than that are finer than they are seen, and cost each frame of a brush. */
export const mostSteps = 240;

/** The outline of bars in a row, a unit wide each, for a `<path>`: up from a line at 0, or down from it. */
export function barsPath(heights: Float32Array, down: boolean): string {
  // Few bars stand apart; many would be lost to the gaps.
  const gap = heights.length > 80 ? 0 : 0.2;
  let path = '';
  heights.forEach((height, index) => {
    if (height === 0) return;
    const way = (down ? height : -height).toFixed(3);
    path += `M${(index + gap / 2).toFixed(1)} 0V${way}h${1 - gap}V0z`;
  });
  return path;
}
