import type { VoiceEvent, VoiceEventOf } from '@vivavoce/core';
import { useEffect } from 'react';
import { useLatest } from './useLatest.ts';
import { useVoiceBinding } from './useVoiceBinding.ts';

/**
 * Calls `listener` for each event of that type while this component is mounted, without re-rendering. The last rendered
 * listener is called, so it needs no `useCallback`; what it throws is reported and affects nothing else.
 *
 * @example
 * ```tsx
 * useVoiceEvent('interrupted', ({ by }) => track('interrupted', by));
 * ```
 * @throws VoiceError `usage` outside a provider
 */
export function useVoiceEvent<Type extends VoiceEvent['type']>(
  type: Type,
  listener: (event: VoiceEventOf<Type>) => void,
): void {
  const { client } = useVoiceBinding();
  const latest = useLatest(listener);
  useEffect(() => client.on(type, (event) => latest.current(event)), [client, type, latest]);
}
