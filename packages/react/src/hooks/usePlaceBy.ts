import { useCallback, useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import { windowOf } from './window-of.ts';

/** What opens beside an element, above all others where the browser can. */
export interface Placed {
  /** Goes onto what opens, which the stylesheet makes `position: fixed`. */
  readonly popup: RefObject<HTMLDivElement | null>;
  /** Places it again, as when its size has changed. */
  readonly place: () => void;
}

/** px between the two, and to the edges of the window. */
const gap = 6;

/**
 * Keeps what opens beside its anchor, within the window: below it where there is room, else above; from where its lines begin,
 * or as far as the window goes.
 */
export function usePlaceBy(anchor: () => HTMLElement | null): Placed {
  const popup = useRef<HTMLDivElement>(null);
  const place = useCallback(() => {
    const { current } = popup;
    const by = anchor()?.getBoundingClientRect();
    if (!current || !by) return;
    const { innerWidth, innerHeight } = windowOf(current);
    const { width, height } = current.getBoundingClientRect();
    const below = innerHeight - by.bottom - 2 * gap;
    const above = by.top - 2 * gap;
    const down = height <= below || below >= above;
    const start = getComputedStyle(current).direction === 'rtl' ? by.right - width : by.left;
    const room = Math.max(0, down ? below : above);
    current.style.maxBlockSize = `${room}px`;
    current.style.left = `${Math.max(gap, Math.min(start, innerWidth - width - gap))}px`;
    current.style.top = `${down ? by.bottom + gap : by.top - gap - Math.min(height, room)}px`;
  }, [anchor]);
  useEffect(() => {
    const { current } = popup;
    if (!current) return undefined;
    // The browser's own layer lies above whatever would cut it off. Older ones have none.
    if ('showPopover' in current && !current.matches(':popover-open')) {
      current.setAttribute('popover', 'manual');
      current.showPopover();
    }
    const view = windowOf(current);
    view.addEventListener('resize', place);
    view.addEventListener('scroll', place, true);
    return () => {
      view.removeEventListener('resize', place);
      view.removeEventListener('scroll', place, true);
    };
  }, [place]);
  return { popup, place };
}
