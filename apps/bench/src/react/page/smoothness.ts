let longest = 0;
const tasks = new PerformanceObserver((list) => note(list.getEntries()));

/** Measures, from now on, how long the main thread's longest task takes. Those below 50 ms are none to the browser. */
export function watchTasks(): void {
  tasks.observe({ type: 'longtask' });
}

/** ms of the longest task since this was last asked; 0 where none was long. */
export function takeLongestTask(): number {
  note(tasks.takeRecords());
  const taken = longest;
  longest = 0;
  return taken;
}

function note(entries: readonly PerformanceEntry[]): void {
  for (const { duration } of entries) longest = Math.max(longest, duration);
}

/**
 * Scrolls the transcript from its end towards its beginning, as far as a quick wheel does in each frame.
 *
 * @returns ms from each frame to the next
 */
export async function scroll(seconds: number): Promise<number[]> {
  const log = document.querySelector('[role="log"]');
  if (!log) throw new Error('There is no transcript.');
  log.scrollTop = log.scrollHeight;
  const nextFrame = (): Promise<number> => new Promise((settle) => requestAnimationFrame(settle));
  const gaps: number[] = [];
  const begun = await nextFrame();
  for (let last = begun; last - begun < seconds * 1000;) {
    log.scrollTop -= 60;
    const now = await nextFrame();
    gaps.push(now - last);
    last = now;
  }
  return gaps;
}
