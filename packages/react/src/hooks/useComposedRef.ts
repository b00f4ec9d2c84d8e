import { useCallback } from 'react';
import type { ForwardedRef } from 'react';

/**
 * The app's forwarded ref, whatever its kind, as a callback: its own clean-up is kept. With `own` it serves two. It stays
 * the same while both do, so React doesn't take the element away and give it back at each render.
 */
export function useComposedRef<T>(
  forwarded: ForwardedRef<T>,
  own?: (element: T | null) => void,
): (element: T | null) => void | (() => void) {
  return useCallback(
    (element) => {
      own?.(element);
      const cleanUp = assign(forwarded, element);
      // React 19 calls this in place of another call with null.
      if (typeof cleanUp !== 'function') return undefined;
      return () => {
        own?.(null);
        cleanUp();
      };
    },
    [forwarded, own],
  );
}

function assign<T>(ref: ForwardedRef<T>, element: T | null): void | (() => void) {
  if (typeof ref === 'function') return ref(element);
  if (ref) ref.current = element;
  return undefined;
}
