import type { VoiceMetrics } from '@vivavoce/core';
import { useEffect, useState } from 'react';
import { timerDelay } from './timer-delay.ts';
import { useInCall } from './useInCall.ts';
import { useVoiceBinding } from './useVoiceBinding.ts';

/** Options of {@link useVoiceMetrics}. */
export interface VoiceMetricsOptions {
  /** ms between two readings, 100 at least; with Infinity it reads after each exchange only. Default: 1,000. */
  readonly interval?: number | undefined;
}

/**
 * Measurements of the conversation: delays of the last exchange, buffered speech, gaps in playback. Null before the first; the
 * last ones are kept after the call. They are read at intervals and after each exchange, not in a hidden page, and cause a
 * render only when one has changed.
 *
 * @example
 * ```tsx
 * const delay = useVoiceMetrics()?.turn?.responseDelay;
 * ```
 * @throws VoiceError `usage` outside a provider
 */
export function useVoiceMetrics({
  interval = 1000,
}: VoiceMetricsOptions = {}): VoiceMetrics | null {
  const { client } = useVoiceBinding();
  const inCall = useInCall();
  const [metrics, setMetrics] = useState<VoiceMetrics | null>(null);
  useEffect(() => {
    if (!inCall) return undefined;
    let known = '';
    let left = false;
    const look = (): void => {
      if (document.hidden) return;
      void client.readMetrics().then((next) => {
        const text = JSON.stringify(next);
        if (left || !next || text === known) return;
        known = text;
        setMetrics(next);
      });
    };
    look();
    const timer = setInterval(look, timerDelay(Math.max(100, interval) || 1000));
    const undo = client.on('turn-metrics', look);
    return () => {
      left = true;
      clearInterval(timer);
      undo();
    };
  }, [client, inCall, interval]);
  return metrics;
}
