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
export function scroll(seconds: number): Promise<number[]> {
  const log = find('[role="log"]');
  log.scrollTop = log.scrollHeight;
  return inEachFrame(seconds, () => {
    log.scrollTop -= 60;
  });
}

/**
 * Moves the end of the timeline's stretch to and fro over the whole call, a step in each frame.
 *
 * @returns ms from each frame to the next
 */
export async function brush(seconds: number): Promise<number[]> {
  const strip = find('.vv-timeline__overview');
  const { left, top, width, height } = strip.getBoundingClientRect();
  const point = (type: string, part: number, from = strip): void => {
    const clientX = left + part * width;
    const place = { clientX, clientY: top + height / 2 };
    from.dispatchEvent(new PointerEvent(type, { ...place, bubbles: true, button: 0 }));
  };
  const seen = new Set<string | null>();
  const end = find('[data-grab="end"]');
  point('pointerdown', 1, end);
  let step = 0;
  const gaps = await inEachFrame(seconds, () => {
    step += 1;
    point('pointermove', 0.5 + 0.45 * Math.cos(step / 20));
    seen.add(end.getAttribute('aria-valuenow'));
  });
  point('pointerup', 0.5);
  if (seen.size < 20) throw new Error(`Only ${String(seen.size)} stretches were shown.`);
  return gaps;
}

async function inEachFrame(seconds: number, act: () => void): Promise<number[]> {
  const nextFrame = (): Promise<number> => new Promise((settle) => requestAnimationFrame(settle));
  const gaps: number[] = [];
  const begun = await nextFrame();
  for (let last = begun; last - begun < seconds * 1000;) {
    act();
    const now = await nextFrame();
    gaps.push(now - last);
    last = now;
  }
  return gaps;
}

function find(selector: string): Element {
  const found = document.querySelector(selector);
  if (!found) throw new Error(`There is no ${selector}.`);
  return found;
}
