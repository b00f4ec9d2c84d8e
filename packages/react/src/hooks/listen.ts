import type { Undo } from '@vivavoce/core';

/**
 * Listens to events of those types, named with blanks between. No AbortSignal undoes it: not everywhere may it be another
 * window's.
 */
export function listen(
  target: EventTarget,
  types: string,
  listener: (event: never) => void,
  capture = false,
): Undo {
  const names = types.split(' ');
  const handler = listener as EventListener;
  for (const name of names) target.addEventListener(name, handler, capture);
  return () => {
    for (const name of names) target.removeEventListener(name, handler, capture);
  };
}
