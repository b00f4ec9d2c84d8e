import type { Undo } from './emitter.ts';

/** Calls `listener` at each of these events, a target and a type each, until the undo. */
export function listen(
  listener: () => void,
  ...events: readonly (readonly [target: EventTarget, type: string])[]
): Undo {
  for (const [target, type] of events) target.addEventListener(type, listener);
  return () => {
    for (const [target, type] of events) target.removeEventListener(type, listener);
  };
}
