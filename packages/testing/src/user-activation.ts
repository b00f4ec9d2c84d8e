import { replaceProperty } from './replace-property.ts';

/** ms for which a gesture counts, as in Chromium. */
const duration = 5000;

/** What the HTML standard counts as a gesture: neither the start of a touch nor Escape. */
const gestures = ['keydown', 'mousedown', 'pointerup', 'touchend', 'click'];

/** `navigator.userActivation`, made of the events of the page, also of those that a test dispatches. */
export interface TrackedActivation {
  /** Whether the last gesture was less than 5 s ago. */
  readonly active: boolean;
  undo(): void;
}

export function trackActivation(): TrackedActivation {
  let last = -Infinity;
  const onGesture = (event: Event): void => {
    const { type, pointerType, key } = event as Event & { pointerType?: string; key?: string };
    const touches = type !== 'pointerup' || pointerType !== 'mouse';
    if (touches && key !== 'Escape') last = performance.now();
  };
  const isActive = (): boolean => performance.now() - last < duration;
  for (const type of gestures) window.addEventListener(type, onGesture, true);
  const undo = replaceProperty(navigator, 'userActivation', {
    get isActive() {
      return isActive();
    },
    get hasBeenActive() {
      return last > -Infinity;
    },
  });
  return {
    get active() {
      return isActive();
    },
    undo: () => {
      undo();
      for (const type of gestures) window.removeEventListener(type, onGesture, true);
    },
  };
}
