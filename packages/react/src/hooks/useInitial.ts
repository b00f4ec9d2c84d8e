import { useEffect } from 'react';
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
  const pending = value !== undefined && !initial.has(name);
  useEffect(() => {
    if (!pending || !ready) return;
    initial.add(name);
    void apply(value);
  }, [pending, ready, initial, name, value, apply]);
  return pending ? value : undefined;
}
