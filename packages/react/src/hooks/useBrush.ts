import { useRef } from 'react';
import type { PointerEvent } from 'react';

/** A pointer that is drawn across an element. Places are parts of its width, 0 to 1, from where lines of writing begin. */
export interface Stroke {
  readonly from: number;
  readonly to: number;
  /** `cancel` where the browser took the pointer away, as to scroll. */
  readonly phase: 'begin' | 'draw' | 'end' | 'cancel';
  /** What was pressed, within the element. */
  readonly target: EventTarget;
}

type Handler = (event: PointerEvent<HTMLElement>) => void;

/** Handlers for what a pointer is drawn across. */
export interface Brush {
  readonly onPointerDown: Handler;
  readonly onPointerMove: Handler;
  readonly onPointerUp: Handler;
  readonly onPointerCancel: Handler;
}

/** Follows a pointer from where it is pressed to where it is released, also beyond the element's edges. */
export function useBrush(onStroke: (stroke: Stroke) => void): Brush {
  const begun = useRef<Pick<Stroke, 'from' | 'target'> | null>(null);
  const follow = (event: PointerEvent<HTMLElement>, phase: Stroke['phase']): void => {
    if (begun.current) onStroke({ ...begun.current, to: placeOf(event), phase });
    if (phase === 'end' || phase === 'cancel') begun.current = null;
  };
  return {
    onPointerDown: (event) => {
      if (event.button !== 0 || begun.current) return;
      begun.current = { from: placeOf(event), target: event.target };
      // A press that a script has made up has no pointer to capture.
      if (event.nativeEvent.isTrusted) event.currentTarget.setPointerCapture(event.pointerId);
      follow(event, 'begin');
    },
    onPointerMove: (event) => follow(event, 'draw'),
    onPointerUp: (event) => follow(event, 'end'),
    onPointerCancel: (event) => follow(event, 'cancel'),
  };
}

/** Where a pointer is along an element. */
export function placeOf({ clientX, currentTarget }: PointerEvent<HTMLElement>): number {
  const { left, width } = currentTarget.getBoundingClientRect();
  const place = width > 0 ? Math.min(1, Math.max(0, (clientX - left) / width)) : 0;
  return getComputedStyle(currentTarget).direction === 'rtl' ? 1 - place : place;
}
