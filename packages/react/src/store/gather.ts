import type { Undo } from '@vivavoce/core';

/** What a listener of batches becomes when a page may be busy with the one before. */
export interface Gathered<Event> {
  /** Takes one task's events. */
  readonly take: (events: readonly Event[]) => void;
  /** Hands on what waits, and lets go of everything. */
  readonly end: Undo;
}

/**
 * Hands on events at once, and whether they changed anything is answered. After a change, what comes before the page has
 * got to the end of what was waiting for it is handed on together: thousands of messages that arrive faster than they can
 * be shown make a handful of changes, in their order. No timer and no animation frame, both of which a hidden page is
 * denied: a message to itself, which stands in line behind those that have come already.
 */
export function gather<Event>(apply: (events: readonly Event[]) => boolean): Gathered<Event> {
  const { port1, port2 } = new MessageChannel();
  let waiting: Event[] | null = null;

  function take(events: readonly Event[]): void {
    if (waiting) waiting.push(...events);
    else if (apply(events)) {
      waiting = [];
      // React commits in a microtask of its own, asked for before this one: what comes meanwhile is in line already.
      queueMicrotask(() => port2.postMessage(null));
    }
  }

  function release(): void {
    const events = waiting;
    waiting = null;
    if (events?.length) take(events);
  }

  port1.onmessage = release;
  return {
    take,
    end: () => {
      release();
      port1.close();
    },
  };
}
