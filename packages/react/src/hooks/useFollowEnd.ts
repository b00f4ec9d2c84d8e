import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** How far from the end still counts as being there, in CSS px: a line of text or so. */
const nearby = 24;

/** A scrolling element that stays at its end until somebody scrolls up. */
export interface FollowEnd {
  /** Goes onto the element that scrolls. */
  readonly ref: (element: HTMLElement | null) => void;
  readonly following: boolean;
  /** Goes onto the same element. */
  readonly onScroll: () => void;
  readonly jumpToEnd: () => void;
}

// On the server there is no layout, and React warns of an effect that would want one.
const useLayout = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/** @param content changes whenever there may be more to scroll */
export function useFollowEnd(content: unknown): FollowEnd {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [following, setFollowing] = useState(true);
  const wanted = useRef(true);

  const jumpToEnd = useCallback(() => {
    wanted.current = true;
    setFollowing(true);
    if (element) showEnd(element);
  }, [element]);

  const onScroll = useCallback(() => {
    if (!element) return;
    wanted.current = element.scrollHeight - element.scrollTop - element.clientHeight <= nearby;
    setFollowing(wanted.current);
  }, [element]);

  useLayout(() => {
    if (element && wanted.current) showEnd(element);
  }, [element, content]);

  // A keyboard that opens or a window that shrinks must not push the end out of sight.
  useEffect(() => {
    if (!element || typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(() => {
      if (wanted.current) showEnd(element);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);

  return { ref: setElement, following, onScroll, jumpToEnd };
}

function showEnd(element: HTMLElement): void {
  element.scrollTop = element.scrollHeight;
}
