import { useCallback } from 'react';
import type { ForwardedRef } from 'react';

/**
 * One ref that serves two: the app's forwarded one, whatever its kind, and a callback of our own. It stays the same
 * while both do, so React doesn't take the element away and give it back at each render.
 */
export function useComposedRef<T>(
  forwarded: ForwardedRef<T>,
  own: (element: T | null) => void,
): (element: T | null) => void {
  return useCallback(
    (element) => {
      own(element);
      assign(forwarded, element);
    },
    [forwarded, own],
  );
}

function assign<T>(ref: ForwardedRef<T>, element: T | null): void {
  if (typeof ref === 'function') ref(element);
  else if (ref) ref.current = element;
}
