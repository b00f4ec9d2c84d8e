import { forwardRef, useId } from 'react';
import type {
  ComponentPropsWithoutRef,
  ForwardRefExoticComponent,
  ReactNode,
  RefAttributes,
} from 'react';
import { useEmotions } from '../hooks/useEmotions.ts';
import type { EmotionScore } from '../hooks/useEmotions.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { classNames } from './class-names.ts';
import { emotionStyle } from './emotion-color.ts';

/** All of a `<div>`'s own props, and which scores to show. */
export interface EmotionMeterProps extends Omit<ComponentPropsWithoutRef<'div'>, 'children'> {
  /** Whose last scored message. Default: `user`. */
  readonly speaker?: 'user' | 'assistant';
  /** How many of the strongest expressions. Default: 5. Ignored when `names` are given. */
  readonly top?: number;
  /** The expressions to show, by their English names on the wire, in this order. */
  readonly names?: readonly string[];
}

/**
 * How somebody's last message sounded, as bars and in words. Its description says what the scores are worth: they
 * compare expressions within one message. `data-state` is `scored`, or `empty` before the first.
 */
export const EmotionMeter: ForwardRefExoticComponent<
  EmotionMeterProps & RefAttributes<HTMLDivElement>
> = forwardRef<HTMLDivElement, EmotionMeterProps>(function EmotionMeter(
  { className, speaker = 'user', top, names, ...rest },
  ref,
) {
  const labels = useLabels();
  const id = useId();
  const scores = useEmotions({
    speaker,
    ...(top !== undefined && { top }),
    ...(names && { names }),
  });
  const empty = scores.length === 0;
  return (
    <div
      role="group"
      aria-labelledby={`${id}title`}
      aria-describedby={`${id}note`}
      {...rest}
      ref={ref}
      className={classNames('vv-emotions', className)}
      data-state={empty ? 'empty' : 'scored'}
      data-speaker={speaker}
    >
      <p id={`${id}title`} className="vv-emotions__title">
        {labels.emotionsOf[speaker]}
      </p>
      {empty ? (
        <p className="vv-emotions__empty">{labels.emotionsEmpty}</p>
      ) : (
        <ul className="vv-emotions__list">
          {scores.map((score) => (
            <EmotionBar key={score.name} {...score} />
          ))}
        </ul>
      )}
      <p id={`${id}note`} className="vv-emotions__note">
        {labels.emotionsNote}
      </p>
    </div>
  );
});

function EmotionBar({ name, score }: EmotionScore): ReactNode {
  const labels = useLabels();
  const label = labels.emotions[name] ?? name;
  const value = score.toLocaleString(labels.locale, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  const strength = labels.strength[Math.min(4, Math.floor(score * 5))];
  return (
    <li className="vv-emotion" style={emotionStyle(name, score)}>
      <span className="vv-emotion__name" aria-hidden="true">
        {label}
      </span>
      <span className="vv-emotion__value" aria-hidden="true">
        {value}
      </span>
      <span
        role="meter"
        className="vv-emotion__bar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={1}
        aria-valuenow={score}
        aria-valuetext={`${strength}, ${value}`}
      />
    </li>
  );
}
