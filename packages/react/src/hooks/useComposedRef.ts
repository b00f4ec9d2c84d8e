import type { Undo } from '@vivavoce/core';
import { useCallback, useContext, useRef } from 'react';
import type { ForwardedRef } from 'react';
import { VoiceContext } from '../provider/voice-context.ts';

/**
 * The app's forwarded ref, whatever its kind, as a callback: its own clean-up is kept. With `own` it serves two. It stays
 * the same while both do, so React doesn't take the element away and give it back at each render. The conversation learns in
 * which window the element stands.
 */
export function useComposedRef<T>(
  forwarded: ForwardedRef<T>,
  own?: (element: T | null) => void,
): (element: T | null) => void | (() => void) {
  const windows = useContext(VoiceContext)?.windows;
  const leave = useRef<Undo | null>(null);
  return useCallback(
    (element) => {
      leave.current?.();
      // A component of the app's own may hand out what is no element.
      const { ownerDocument } = (element ?? {}) as Partial<Element>;
      leave.current = windows?.enter(ownerDocument?.defaultView) ?? null;
      own?.(element);
      const cleanUp = assign(forwarded, element);
      // React 19 calls this in place of another call with null.
      if (typeof cleanUp !== 'function') return undefined;
      return () => {
        leave.current?.();
        leave.current = null;
        own?.(null);
        cleanUp();
      };
    },
    [forwarded, own, windows],
  );
}

function assign<T>(ref: ForwardedRef<T>, element: T | null): void | (() => void) {
  if (typeof ref === 'function') return ref(element);
  if (ref) ref.current = element;
  return undefined;
}
