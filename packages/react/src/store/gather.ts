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
 * denied: a message to itself, which stands in line behind those that have come already. Where there is no MessageChannel, as in
 * Jest's jsdom, nothing waits longer than a microtask.
 */
export function gather<Event>(apply: (events: readonly Event[]) => boolean): Gathered<Event> {
  const channel = typeof MessageChannel === 'undefined' ? null : new MessageChannel();
  let waiting: Event[] | null = null;

  function take(events: readonly Event[]): void {
    if (waiting) waiting.push(...events);
    else if (apply(events)) {
      waiting = [];
      // React commits in a microtask of its own, asked for before this one: what comes meanwhile is in line already. A
      // promise, since Jest's fake timers hold back what is asked of `queueMicrotask`.
      void Promise.resolve().then(() => (channel ? channel.port2.postMessage(null) : release()));
    }
  }

  function release(): void {
    const events = waiting;
    waiting = null;
    if (events?.length) take(events);
  }

  if (channel) channel.port1.onmessage = release;
  return {
    take,
    end: () => {
      release();
      channel?.port1.close();
    },
  };
}
