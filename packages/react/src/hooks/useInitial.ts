import { useEffect, useState } from 'react';
import { useVoiceBinding } from './useVoiceBinding.ts';

/**
 * A `defaultValue` of something that belongs to the conversation, not to the element: it is applied once for each client, so
 * that what the user has chosen since stays when the element leaves the page and comes back.
 *
 * @param name what is set
 * @param ready whether it can be applied already
 * @returns the value while it is not applied yet
 */
export function useInitial<T>(
  name: string,
  value: T | undefined,
  apply: (value: T) => unknown,
  ready = true,
): T | undefined {
  const { initial } = useVoiceBinding();
  // State, not a look at the set while rendering: React's compiler would look once and for all.
  const [applied, setApplied] = useState(() => (initial.has(name) ? initial : null));
  const pending = value !== undefined && applied !== initial;
  useEffect(() => {
    if (!pending || !ready) return;
    if (!initial.has(name)) void apply(value);
    initial.add(name);
    // eslint-disable-next-line react-hooks/set-state-in-effect -- once for each client, after what it is about has been done
    setApplied(initial);
  }, [pending, ready, initial, name, value, apply]);
  return pending ? value : undefined;
}
