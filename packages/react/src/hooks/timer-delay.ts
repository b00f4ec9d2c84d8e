/** A delay that a browser's timer can hold, in ms: a longer one, Infinity too, would fire at once. 24.8 days are never to a page. */
export function timerDelay(delay: number): number {
  return Math.min(delay, 2 ** 31 - 1);
}
