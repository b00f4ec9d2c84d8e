import { useCallback, useSyncExternalStore } from 'react';
import { useVoice } from './useVoice.ts';

/**
 * The duration of the call in ms, in whole seconds, time spent reconnecting included. It is kept after the call, until another
 * is connected. 0 before the first.
 *
 * @example
 * ```tsx
 * const minutes = Math.floor(useCallDuration() / 60_000);
 * ```
 * @throws VoiceError `usage` outside a provider
 */
export function useCallDuration(): number {
  const call = useVoice((voice) => voice.call);
  const subscribe = useCallback(
    (tick: () => void) => {
      if (!call || call.until !== null) return () => undefined;
      let timer: ReturnType<typeof setTimeout>;
      const wait = (): void => {
        timer = setTimeout(
          () => {
            tick();
            wait();
          },
          1000 - ((Date.now() - call.since) % 1000),
        );
      };
      wait();
      return () => clearTimeout(timer);
    },
    [call],
  );
  return useSyncExternalStore(
    subscribe,
    () => (call ? wholeSeconds((call.until ?? Date.now()) - call.since) : 0),
    () => 0,
  );
}

function wholeSeconds(duration: number): number {
  return Math.max(0, Math.floor(duration / 1000) * 1000);
}
