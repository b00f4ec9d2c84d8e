import { memo } from 'react';
import type { NamedExoticComponent } from 'react';
import { peaks } from '../hooks/useScoreTimeline.ts';
import type { ScoreTimeline } from '../hooks/useScoreTimeline.ts';
import { useTimelineWords } from '../hooks/useTimelineWords.ts';
import { emotionStyle } from './emotion-color.ts';
import { barsPath, mostSteps } from './timeline-bars.ts';

interface TimelineRowsProps {
  readonly timeline: ScoreTimeline;
  readonly participants: readonly ('user' | 'assistant')[];
  /** The stretch that is shown, apart: a number is the same as before where nothing has changed. */
  readonly first: number;
  readonly last: number;
}

/** A row of bars for each expression: the first participant's upwards, the other's downwards from the line between them. */
export const TimelineRows: NamedExoticComponent<TimelineRowsProps> = memo(function TimelineRows({
  timeline,
  participants,
  first,
  last,
}: TimelineRowsProps) {
  const { labels, score, name: nameOf, speaker } = useTimelineWords();
  return (
    <ul className="vv-timeline__rows">
      {timeline.names.map((name, row) => {
        const scores = timeline.series[row] ?? new Float32Array();
        const bars = participants.map((participant) =>
          peaks(timeline, scores, participant, { first, last }, mostSteps),
        );
        const strongest = participants
          .map((one, side) => `${speaker(one)} ${score(Math.max(...(bars[side] ?? [])))}`)
          .join(', ');
        return (
          <li key={name} className="vv-timeline__row" style={emotionStyle(name)}>
            <span className="vv-timeline__name" aria-hidden="true">
              {nameOf(name)}
            </span>
            <svg
              role="img"
              className="vv-timeline__bars"
              aria-label={labels.strongest
                .replace('{name}', nameOf(name))
                .replace('{scores}', strongest)}
              viewBox={`0 -1 ${bars[0]?.length ?? 1} ${participants.length}`}
              preserveAspectRatio="none"
            >
              {bars.map((heights, side) => (
                <path key={participants[side]} d={barsPath(heights, side === 1)} />
              ))}
            </svg>
          </li>
        );
      })}
    </ul>
  );
});
