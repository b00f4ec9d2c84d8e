import type { SyntheticEvent } from 'react';

/** The app's handler first, then ours, even where the app's throws; not where it has called `preventDefault()`. */
export function composeHandlers<E extends SyntheticEvent>(
  theirs: ((event: E) => void) | undefined,
  ours: (event: E) => void,
): (event: E) => void {
  return (event) => {
    try {
      theirs?.(event);
    } finally {
      if (!event.defaultPrevented) ours(event);
    }
  };
}
