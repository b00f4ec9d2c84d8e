import { onTestFinished, vi } from 'vitest';

/** Counts the animation frames that were asked for and have neither come nor been called off. */
export function watchFrames(): { readonly waiting: number } {
  const waiting = new Set<number>();
  const ask = window.requestAnimationFrame.bind(window);
  const callOff = window.cancelAnimationFrame.bind(window);
  const spies = [
    vi.spyOn(window, 'requestAnimationFrame').mockImplementation((run) => {
      const frame = ask((now) => {
        waiting.delete(frame);
        run(now);
      });
      waiting.add(frame);
      return frame;
    }),
    vi.spyOn(window, 'cancelAnimationFrame').mockImplementation((frame) => {
      waiting.delete(frame);
      callOff(frame);
    }),
  ];
  onTestFinished(() => spies.forEach((spy) => spy.mockRestore()));
  return {
    get waiting() {
      return waiting.size;
    },
  };
}
