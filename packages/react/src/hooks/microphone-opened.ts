import type { Undo } from '@vivavoce/core';

const listeners = new Set<() => void>();

/** Calls `listener` when a microphone was opened outside of a call: devices have names from then on, and no browser says so. */
export function onNamesKnown(listener: () => void): Undo {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function tellNamesKnown(): void {
  for (const listener of listeners) listener();
}
