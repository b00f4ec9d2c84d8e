import { memo, useRef } from 'react';
import type { CSSProperties, KeyboardEvent, NamedExoticComponent, ReactNode } from 'react';
import { useBrush } from '../hooks/useBrush.ts';
import { peaks } from '../hooks/useScoreTimeline.ts';
import type { ScoreTimeline, Stretch } from '../hooks/useScoreTimeline.ts';
import { stretchBetween } from '../hooks/useStretch.ts';
import { useTimelineWords } from '../hooks/useTimelineWords.ts';
import { barsPath, mostSteps } from './timeline-bars.ts';

interface TimelineOverviewProps {
  readonly timeline: ScoreTimeline;
  readonly participants: readonly ('user' | 'assistant')[];
  readonly stretch: Stretch;
  readonly onStretch: (stretch: Stretch) => void;
}

type Edge = 'begin' | 'end';

/** The whole conversation, small, and the stretch of it that is shown: drawn, moved, or set by its two handles. */
export function TimelineOverview({
  timeline,
  participants,
  stretch,
  onStretch,
}: TimelineOverviewProps): ReactNode {
  const count = timeline.entries.length;
  /** What is moved, and the stretch as it was before. */
  const grabbed = useRef<{ readonly what: string | undefined; readonly was: Stretch } | null>(null);
  const brush = useBrush(({ from, to, phase, target }) => {
    if (phase === 'begin') {
      grabbed.current = { what: (target as HTMLElement).dataset?.['grab'], was: stretch };
      return;
    }
    if (!grabbed.current) return;
    const { what, was } = grabbed.current;
    const by = Math.round((to - from) * count);
    if (phase === 'cancel') onStretch(was);
    else if (what === 'begin') onStretch({ ...was, first: between(0, was.first + by, was.last) });
    else if (what === 'end')
      onStretch({ ...was, last: between(was.first, was.last + by, count - 1) });
    else if (what === 'window') {
      const shift = between(-was.first, by, count - 1 - was.last);
      onStretch({ first: was.first + shift, last: was.last + shift });
    }
    // A press that is not drawn is no stretch.
    else if (Math.abs(to - from) > 0.01)
      onStretch(stretchBetween(from, to, { first: 0, last: count - 1 }));
  });

  const whole = stretch.first === 0 && stretch.last === count - 1;
  const places = { '--vv-from': stretch.first / count, '--vv-to': (stretch.last + 1) / count };
  return (
    <div className="vv-timeline__overview" style={places as CSSProperties} {...brush}>
      <Bars timeline={timeline} participants={participants} />
      <span className="vv-timeline__window" data-grab={whole ? undefined : 'window'} />
      {(['begin', 'end'] as const).map((edge) => (
        <Handle
          key={edge}
          edge={edge}
          timeline={timeline}
          stretch={stretch}
          onStretch={onStretch}
        />
      ))}
    </div>
  );
}

/** The strongest of the expressions at each step. They are the same for each stretch that is chosen. */
const Bars: NamedExoticComponent<Pick<TimelineOverviewProps, 'timeline' | 'participants'>> = memo(
  function Bars({ timeline, participants }) {
    const { entries, series } = timeline;
    const strongest = Float32Array.from(entries, (_, index) =>
      Math.max(...series.map((scores) => scores[index] ?? 0)),
    );
    const all = { first: 0, last: entries.length - 1 };
    const bars = participants.map((one) => peaks(timeline, strongest, one, all, mostSteps));
    return (
      <svg
        className="vv-timeline__bars"
        viewBox={`0 -1 ${bars[0]?.length ?? 1} ${participants.length}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {bars.map((heights, side) => (
          <path key={participants[side]} d={barsPath(heights, side === 1)} />
        ))}
      </svg>
    );
  },
);

interface HandleProps extends Omit<TimelineOverviewProps, 'participants'> {
  readonly edge: Edge;
}

function Handle({ edge, timeline, stretch, onStretch }: HandleProps): ReactNode {
  const { labels, time } = useTimelineWords();
  const { entries } = timeline;
  const { first, last } = stretch;
  const [lowest, at, highest] =
    edge === 'begin' ? [0, first, last] : [first, last, entries.length - 1];
  const entry = entries[at];

  function press(event: KeyboardEvent<HTMLElement>): void {
    const { direction } = getComputedStyle(event.currentTarget);
    const onward = direction === 'rtl' ? -1 : 1;
    const leap = Math.max(1, Math.round(entries.length / 10));
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: onward,
      ArrowLeft: -onward,
      ArrowUp: 1,
      ArrowDown: -1,
      PageUp: leap,
      PageDown: -leap,
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    // It is not the page that scrolls.
    event.preventDefault();
    const to = between(lowest, at + step, highest);
    onStretch(edge === 'begin' ? { first: to, last } : { first, last: to });
  }

  return (
    <span
      role="slider"
      tabIndex={0}
      className="vv-timeline__handle"
      data-grab={edge}
      aria-label={labels[edge]}
      aria-valuemin={lowest + 1}
      aria-valuemax={highest + 1}
      aria-valuenow={at + 1}
      aria-valuetext={labels.place
        .replace('{number}', String(at + 1))
        .replace('{count}', String(entries.length))
        .replace('{time}', entry ? time(entry) : '')}
      onKeyDown={press}
    />
  );
}

function between(lowest: number, value: number, highest: number): number {
  return Math.max(lowest, Math.min(value, highest));
}
