import { useCallback, useEffect, useRef, useState } from 'react';
import { useLayout } from '../provider/layout-effect.ts';
import { windowOf } from './window-of.ts';

/** How far from the end still counts as being there, in CSS px: a line of text or so. */
const nearby = 24;

/** A scrolling element that stays at its end until somebody scrolls up. */
export interface FollowEnd {
  /** Goes onto the element that scrolls. */
  readonly ref: (element: HTMLElement | null) => void;
  /** Goes onto what is in it and may change its height. */
  readonly contentRef: (element: HTMLElement | null) => void;
  readonly following: boolean;
  /** For the same element. Whether it is at its end now. */
  readonly onScroll: () => boolean;
  readonly jumpToEnd: () => void;
  /** What is in sight stays where it is when the next content is longer at its beginning. */
  readonly keepPlace: () => void;
}

/** @param content changes whenever there may be more to scroll */
export function useFollowEnd(content: unknown): FollowEnd {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [inner, setInner] = useState<HTMLElement | null>(null);
  const [following, setFollowing] = useState(true);
  const wanted = useRef(true);
  /** Where it stood last, in CSS px from the beginning. */
  const top = useRef(0);
  /** How far the place to keep lies from the end of the content, in CSS px. */
  const kept = useRef<number | null>(null);

  const jumpToEnd = useCallback(() => {
    wanted.current = true;
    setFollowing(true);
    if (!element) return;
    top.current = showEnd(element);
    // The button that was pressed goes away, and would leave the keyboard nowhere.
    element.focus({ preventScroll: true });
  }, [element]);

  const keepPlace = useCallback(() => {
    if (element) kept.current = element.scrollHeight - element.scrollTop;
  }, [element]);

  const look = useCallback(() => {
    if (element) {
      const { scrollTop, scrollHeight, clientHeight } = element;
      const atEnd = scrollHeight - scrollTop - clientHeight <= nearby;
      // What grows between a jump to the end and word of it is nobody's leaving: only who goes up leaves.
      const before = wanted.current;
      wanted.current = atEnd || (before && scrollTop >= top.current);
      top.current = scrollTop;
      // React would render once more to find that nothing has changed.
      if (wanted.current !== before) setFollowing(wanted.current);
    }
    return wanted.current;
  }, [element]);

  useLayout(() => {
    const place = kept.current;
    kept.current = null;
    if (!element) return;
    if (look()) top.current = showEnd(element);
    else if (place !== null) top.current = showEnd(element, place);
    // As above: there may be nothing earlier left to ask for.
    const { activeElement } = element.getRootNode() as Document;
    if (place !== null && (activeElement ?? document.body) === document.body)
      element.focus({ preventScroll: true });
  }, [element, content, look]);

  // A keyboard that opens or a window that shrinks must not push the end out of sight; nor must what takes its true height
  // only once it comes into view.
  useEffect(() => {
    if (!element) return undefined;
    const { ResizeObserver } = windowOf(element) as Partial<typeof globalThis>;
    if (!ResizeObserver) return undefined;
    const observer = new ResizeObserver(() => {
      if (look()) top.current = showEnd(element);
    });
    observer.observe(element);
    if (inner) observer.observe(inner);
    return () => observer.disconnect();
  }, [element, inner, look]);

  return { ref: setElement, contentRef: setInner, following, onScroll: look, jumpToEnd, keepPlace };
}

/**
 * @param distance how far from the end, in CSS px
 * @returns where it stands then: word of it comes later, and by then somebody may have gone up from there
 */
function showEnd(element: HTMLElement, distance = 0): number {
  element.scrollTop = element.scrollHeight - distance;
  return element.scrollTop;
}
