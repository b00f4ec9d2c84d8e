import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';

interface Store<T> {
  subscribe: (listener: () => void) => () => void;
  getSnapshot: () => T;
  getServerSnapshot: () => T;
}

const never = (): (() => void) => () => undefined;

/** Gives what is in a store, to be read or not: a component that never reads it is not rendered when it changes. */
export function useOnRead<T>(store: Store<T>): readonly [value: T, take: () => T] {
  const read = useRef(false);
  const [follows, setFollows] = useState(false);
  const value = useSyncExternalStore(
    follows ? store.subscribe : never,
    store.getSnapshot,
    store.getServerSnapshot,
  );
  // A component may read it in any render.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  useEffect(() => {
    if (read.current && !follows) setFollows(true);
  });
  const take = useCallback(() => {
    read.current = true;
    return store.getSnapshot();
  }, [store]);
  return [value, take];
}
