import type { ReactNode } from 'react';
import type { EmotionRow } from '../hooks/useEmotionRows.ts';
import { useTranscriptLabels } from '../hooks/useTranscriptLabels.ts';
import { emotionStyle } from './emotion-color.ts';

interface EmotionBarsProps {
  readonly rows: readonly EmotionRow[];
  /** Whose scores a row has, in this order. */
  readonly participants: readonly ('user' | 'assistant')[];
}

/** Scores as bars and in words. */
export function EmotionBars({ rows, participants }: EmotionBarsProps): ReactNode {
  const { emotions, locale, strength, you, assistant } = useTranscriptLabels();
  const both = participants.length > 1;
  return (
    <ul className="vv-emotions__list">
      {rows.map(({ name, scores }) => {
        const label = emotions[name] ?? name;
        return (
          <li
            key={name}
            className="vv-emotion"
            data-participant={both ? 'both' : undefined}
            style={emotionStyle(name)}
          >
            <span className="vv-emotion__name" aria-hidden="true">
              {label}
            </span>
            {scores.map((score, index) => {
              const participant = participants[index] ?? 'user';
              const value = score?.toLocaleString(locale, {
                minimumFractionDigits: 2,
                maximumFractionDigits: 2,
              });
              return (
                <span
                  key={participant}
                  className="vv-emotion__score"
                  data-participant={participant}
                >
                  <span className="vv-emotion__value" aria-hidden="true">
                    {value ?? '–'}
                  </span>
                  {score !== null && (
                    <span
                      role="meter"
                      className="vv-emotion__bar"
                      style={emotionStyle(name, score)}
                      aria-label={
                        both ? `${label}, ${participant === 'user' ? you : assistant}` : label
                      }
                      aria-valuemin={0}
                      aria-valuemax={1}
                      aria-valuenow={score}
                      aria-valuetext={`${strength[Math.min(4, Math.floor(score * 5))]}, ${value}`}
                    />
                  )}
                </span>
              );
            })}
          </li>
        );
      })}
    </ul>
  );
}
