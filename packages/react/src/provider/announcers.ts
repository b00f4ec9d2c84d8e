import type { Undo } from '@vivavoce/core';

/** What is announced to screen readers: the transcript or the status; or the panel of a widget, which announces both. */
export type Announced = 'transcript' | 'status' | 'panel';

interface Announcer {
  readonly what: Announced;
  readonly element: Element;
}

/** The elements of one conversation that announce something, in the order in which they came. */
export interface Announcers {
  readonly add: (what: Announced, element: Element) => Undo;
  readonly of: (what: Announced) => readonly Element[];
  /** Tells that one of them has come into sight, or gone out of it. */
  readonly notify: () => void;
  readonly subscribe: (listener: () => void) => Undo;
}

export function createAnnouncers(): Announcers {
  const here = new Set<Announcer>();
  const listeners = new Set<() => void>();
  const notify = (): void => [...listeners].forEach((listener) => listener());
  return {
    add: (what, element) => {
      const announcer = { what, element };
      here.add(announcer);
      notify();
      return () => {
        here.delete(announcer);
        notify();
      };
    },
    notify,
    of: (what) => [...here].filter((one) => one.what === what).map(({ element }) => element),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
