import { useLabels, useVoiceMetrics } from '@vivavoce/react';
import type { ReactNode } from 'react';
import { useWords } from './words/useWords.ts';

/** How fast the last exchange was, by the client's own clock. */
export function MetricsStrip(): ReactNode {
  const words = useWords();
  const { locale } = useLabels();
  const metrics = useVoiceMetrics();
  const turn = metrics?.turn;
  const time = (ms: number | null | undefined): string =>
    typeof ms === 'number'
      ? Math.round(ms).toLocaleString(locale, { style: 'unit', unit: 'millisecond' })
      : '–';
  const figures = [
    [words.response, time(turn?.responseDelay)],
    [words.firstAudio, time(turn?.playbackDelay)],
    [words.stopDelay, time(turn?.interruptionDelay)],
    [words.dropouts, metrics ? metrics.playback.underruns.toLocaleString(locale) : '–'],
  ] as const;
  return (
    <dl className="metrics" aria-label={words.measured}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
