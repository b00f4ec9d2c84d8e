let frames: number[] = [];

/** Measures, from now on, how long each callback of an animation frame takes. Call it before any is asked for. */
export function watchFrames(): void {
  const ask = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (run) =>
    ask((now) => {
      const begun = performance.now();
      run(now);
      frames.push(performance.now() - begun);
    });
}

/** ms of each callback since this was last asked. */
export function takeFrames(): number[] {
  const taken = frames;
  frames = [];
  return taken;
}
