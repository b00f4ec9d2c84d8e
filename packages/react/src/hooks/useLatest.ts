import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';

/** The value of the last render that is on the page, for what is called later. */
export function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}
