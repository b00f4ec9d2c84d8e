import type { Undo } from './emitter.ts';

/** Calls `listener` at each of these events, a target and a type each, until the undo; on their way down, where `capture` is. */
export function listen(
  listener: () => void,
  ...events: readonly (readonly [target: EventTarget, type: string, capture?: boolean])[]
): Undo {
  for (const event of events) event[0].addEventListener(event[1], listener, event[2]);
  return () => {
    for (const event of events) event[0].removeEventListener(event[1], listener, event[2]);
  };
}
