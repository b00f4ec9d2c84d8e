import { useEffect, useState } from 'react';

/** Whole seconds until that many ms have passed since the first render, rounded up; 0 when they have. Infinity passes never. */
export function useSecondsLeft(duration: number): number {
  const [left, setLeft] = useState(Math.ceil(duration / 1000));
  useEffect(() => {
    if (duration === Infinity) return undefined;
    const end = performance.now() + duration;
    let timer: ReturnType<typeof setTimeout>;
    const tick = (): void => {
      const rest = end - performance.now();
      setLeft(Math.max(0, Math.ceil(rest / 1000)));
      if (rest > 0) timer = setTimeout(tick, rest % 1000 || 1000);
    };
    tick();
    return () => clearTimeout(timer);
  }, [duration]);
  return left;
}
