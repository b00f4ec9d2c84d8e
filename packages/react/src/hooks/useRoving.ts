import { useCallback, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { useLayout } from '../provider/layout-effect.ts';

/** Many controls that are one tab stop: arrow keys move between them. */
export interface Roving {
  /** Goes onto what they stand in. */
  readonly ref: (element: HTMLElement | null) => void;
  /** For the same element. */
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Which way a key goes; `Infinity` is all of it. */
const ways: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  Home: -Infinity,
  End: Infinity,
};

/**
 * The elements of a class, rendered with `tabIndex={-1}`, as one tab stop: the one that had the focus last, or else the last
 * of them. Up, Down, Home and End go from one to another.
 *
 * @param content changes whenever there may be others
 */
export function useRoving(name: string, content: unknown): Roving {
  const around = useRef<HTMLElement | null>(null);
  const stop = useRef<Element | null>(null);

  const moveStop = useCallback(
    (to: Element | undefined) => {
      if (stop.current === to) return;
      stop.current?.setAttribute('tabindex', '-1');
      to?.setAttribute('tabindex', '0');
      stop.current = to ?? null;
    },
    [stop],
  );

  useLayout(() => {
    const all = around.current?.getElementsByClassName(name);
    const { activeElement } = (around.current?.getRootNode() ?? {}) as Partial<Document>;
    if (stop.current !== activeElement || !stop.current) moveStop(all?.[all.length - 1]);
  }, [name, content, moveStop]);

  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      const way = ways[event.key];
      const all = [...event.currentTarget.getElementsByClassName(name)] as HTMLElement[];
      const here = all.indexOf(event.target as HTMLElement);
      const { altKey, ctrlKey, metaKey } = event;
      if (!way || here < 0 || altKey || ctrlKey || metaKey) return;
      event.preventDefault();
      const to = all[Math.max(0, Math.min(all.length - 1, here + way))];
      moveStop(to);
      to?.focus();
    },
    [name, moveStop],
  );

  return {
    ref: useCallback((element) => {
      around.current = element;
    }, []),
    onKeyDown,
  };
}
