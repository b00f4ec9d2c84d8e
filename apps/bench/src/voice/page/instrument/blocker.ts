let timer = 0;

/** Keeps the main thread busy for so many ms, again and again. A length of 0 ends it. */
export function blockMainThread(length: number, period: number): void {
  clearInterval(timer);
  if (length === 0) return;
  timer = window.setInterval(() => {
    const end = performance.now() + length;
    while (performance.now() < end);
  }, period);
}
