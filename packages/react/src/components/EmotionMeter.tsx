import type { EmotionName } from '@vivavoce/core';
import { forwardRef, useId } from 'react';
import { useEmotionRows } from '../hooks/useEmotionRows.ts';
import { useTranscriptLabels } from '../hooks/useTranscriptLabels.ts';
import type { TranscriptEntry } from '../hooks/useTranscript.ts';
import { EmotionBars } from './EmotionBars.tsx';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';

/** All props of a `<div>`, and which scores to show. */
export interface EmotionMeterProps extends ElementProps<'div', 'children'> {
  /** Whose last scored message; `both` side by side. Default: `user`. */
  readonly participant?: 'user' | 'assistant' | 'both' | undefined;
  /** One entry of the transcript, whose scores are shown, as its own participant's. Default: the last scored one. */
  readonly entry?: TranscriptEntry | undefined;
  /** How many of the strongest expressions. Default: 5. Ignored when `names` are given. */
  readonly top?: number | undefined;
  /** The expressions to show, by their English names on the wire, in this order. */
  readonly names?: readonly EmotionName[] | undefined;
  /** Exponential smoothing over earlier messages, 0 to 0.95: how much weight each has, relative to the one after it. Default: 0, the last message alone. */
  readonly smoothing?: number | undefined;
}

/**
 * How a participant's last message sounded, as bars and in words. Its description says that the scores compare
 * expressions within one message. `data-state` is `scored`, or `empty` before the first.
 */
export const EmotionMeter: RootComponent<'div', EmotionMeterProps> = forwardRef(
  function EmotionMeter(
    { participant = 'user', entry, top, names, smoothing, ...rest },
    forwarded,
  ) {
    const labels = useTranscriptLabels();
    const id = useId();
    const whose = entry?.role ?? participant;
    const participants = whose === 'both' ? (['user', 'assistant'] as const) : ([whose] as const);
    const rows = useEmotionRows(participants, { entry, smoothing, top, names });
    const empty = rows.length === 0;
    return useRoot('div', forwarded, rest, {
      className: 'vv-emotions',
      defaults: {
        role: 'group',
        'aria-labelledby': `${id}title`,
        'aria-describedby': `${id}note`,
      },
      'data-state': empty ? 'empty' : 'scored',
      'data-participant': whose,
      children: (
        <>
          <p id={`${id}title`} className="vv-emotions__title">
            {labels.emotionsOf[whose]}
          </p>
          {empty ? (
            <p className="vv-emotions__empty">{labels.emotionsEmpty}</p>
          ) : (
            <>
              {whose === 'both' && (
                <p className="vv-emotions__participants" aria-hidden="true">
                  <span>{labels.you}</span>
                  <span>{labels.assistant}</span>
                </p>
              )}
              <EmotionBars rows={rows} participants={participants} />
            </>
          )}
          <p id={`${id}note`} className="vv-emotions__note">
            {labels.emotionsNote}
          </p>
        </>
      ),
    });
  },
);
