import type { ReactNode } from 'react';
import type { EmotionRow } from '../hooks/useEmotionRows.ts';
import { useTranscriptLabels } from '../hooks/useTranscriptLabels.ts';
import { emotionStyle } from './emotion-color.ts';

interface EmotionBarsProps {
  readonly rows: readonly EmotionRow[];
  /** Whose scores stand in a row, where it is more than one side's. */
  readonly sides: readonly ('user' | 'assistant')[];
}

/** Scores as bars and in words. */
export function EmotionBars({ rows, sides }: EmotionBarsProps): ReactNode {
  const { emotions, locale, strength, you, assistant } = useTranscriptLabels();
  const both = sides.length > 1;
  return (
    <ul className="vv-emotions__list">
      {rows.map(({ name, scores }) => (
        <li
          key={name}
          className="vv-emotion"
          data-sides={both ? 'both' : undefined}
          style={emotionStyle(name)}
        >
          <span className="vv-emotion__name" aria-hidden="true">
            {emotions[name] ?? name}
          </span>
          {scores.map((score, index) => {
            const side = sides[index] ?? 'user';
            const label = emotions[name] ?? name;
            const value = score?.toLocaleString(locale, {
              minimumFractionDigits: 2,
              maximumFractionDigits: 2,
            });
            return (
              <span key={side} className="vv-emotion__side" data-participant={side}>
                <span className="vv-emotion__value" aria-hidden="true">
                  {value ?? '–'}
                </span>
                {score !== null && (
                  <span
                    role="meter"
                    className="vv-emotion__bar"
                    style={emotionStyle(name, score)}
                    aria-label={both ? `${label}, ${side === 'user' ? you : assistant}` : label}
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
      ))}
    </ul>
  );
}
