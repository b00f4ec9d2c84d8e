import { useInsertionEffect, useRef } from 'react';
import type { RefObject } from 'react';

/** What was given last, for callbacks that are called later. */
export function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value);
  useInsertionEffect(() => {
    latest.current = value;
  });
  return latest;
}
