import type { Undo } from '@vivavoce/core';

/** What is announced to screen readers: what is said, or how the line is; or the panel of a widget, which sees to both. */
export type Announced = 'words' | 'line' | 'panel';

interface Announcer {
  readonly what: Announced;
  readonly element: Element;
}

/** The elements of one conversation that announce something, in the order in which they came. */
export interface Announcers {
  readonly add: (what: Announced, element: Element) => Undo;
  readonly of: (what: Announced) => readonly Element[];
  readonly subscribe: (listener: () => void) => Undo;
}

export function createAnnouncers(): Announcers {
  const here = new Set<Announcer>();
  const listeners = new Set<() => void>();
  const tell = (): void => [...listeners].forEach((listener) => listener());
  return {
    add: (what, element) => {
      const announcer = { what, element };
      here.add(announcer);
      tell();
      return () => {
        here.delete(announcer);
        tell();
      };
    },
    of: (what) => [...here].filter((one) => one.what === what).map(({ element }) => element),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
