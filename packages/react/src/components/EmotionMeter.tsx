import { forwardRef } from 'react';
import { useEmotionRows } from '../hooks/useEmotionRows.ts';
import type { EmotionChoice } from '../hooks/useEmotionRows.ts';
import type { ScoresSource } from '../hooks/useScores.ts';
import { useTranscriptLabels } from '../hooks/useTranscriptLabels.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { EmotionBars } from './EmotionBars.tsx';
import type { ElementProps, RootComponent } from './useRoot.ts';
import { useScoresRoot } from './useScoresRoot.tsx';

/** All props of a `<div>`, and which scores to show. */
export type EmotionMeterProps = ElementProps<'div', 'children'> &
  EmotionChoice &
  ScoresSource<'user' | 'assistant' | 'both'>;

/**
 * How a participant's last message sounded, as bars and in words. Its description says that the scores are not what
 * anyone feels. `data-state` is `scored`, `empty` before the first, or `unsupported` where the service has no scores.
 */
export const EmotionMeter: RootComponent<'div', EmotionMeterProps> = forwardRef(
  function EmotionMeter(props, forwarded) {
    const { participant = 'user', entry, top: _top, names: _names, smoothing: _, ...rest } = props;
    const labels = useTranscriptLabels();
    const whose = entry?.role ?? participant;
    const participants = whose === 'both' ? (['user', 'assistant'] as const) : ([whose] as const);
    const rows = useEmotionRows(participants, props);
    const unsupported = useVoice((voice) => voice.unsupported.includes('scores'));
    return useScoresRoot(forwarded, rest, {
      className: 'vv-emotions',
      title: labels.emotionsOf[whose],
      empty: rows.length === 0,
      unsupported,
      participant: whose,
      children: (
        <>
          {whose === 'both' && (
            <p className="vv-emotions__participants" aria-hidden="true">
              <span>{labels.you}</span>
              <span>{labels.assistant}</span>
            </p>
          )}
          <EmotionBars rows={rows} participants={participants} />
        </>
      ),
    });
  },
);
