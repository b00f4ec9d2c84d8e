/** Gives the stylesheet how high a meter stands, 0 to 1, as `--vv-level`; nothing in silence. */
export function showLevel(meter: HTMLElement | null, level: number): void {
  // Speech is quiet in numbers: most of it stays below 0.2.
  const height = Math.min(1, 1.6 * Math.sqrt(level));
  meter?.style.setProperty('--vv-level', height > 0 ? height.toFixed(2) : '');
}
