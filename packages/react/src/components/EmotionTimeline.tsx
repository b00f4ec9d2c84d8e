import { forwardRef, useId, useMemo, useRef, useState } from 'react';
import type { CSSProperties, ComponentType, ForwardedRef, PointerEvent, ReactNode } from 'react';
import type { EmotionChoice } from '../hooks/useEmotionRows.ts';
import { placeOf, useBrush } from '../hooks/useBrush.ts';
import { useScoredEntries, useScoreTimeline } from '../hooks/useScoreTimeline.ts';
import { stretchBetween, useStretch } from '../hooks/useStretch.ts';
import { useTimelineWords } from '../hooks/useTimelineWords.ts';
import type { TranscriptEntry } from '../hooks/useTranscript.ts';
import { useVoice } from '../hooks/useVoice.ts';
import type { TimelineTableProps } from './TimelineTable.tsx';
import { TimelineOverview } from './TimelineOverview.tsx';
import { TimelineRows } from './TimelineRows.tsx';
import { NotFetched, useFetched } from './useFetched.tsx';
import type { ElementProps, RootComponent } from './useRoot.ts';
import { useScoresRoot } from './useScoresRoot.tsx';

/** All props of a `<div>`, and which scores to show. */
export type EmotionTimelineProps = ElementProps<'div', 'children'> &
  EmotionChoice & {
    /** Whose messages. Default: `both`. */
    readonly participant?: 'user' | 'assistant' | 'both' | undefined;
    /** The messages, given by the app, oldest first: then no provider is needed. Default: those of the conversation. */
    readonly entries?: readonly TranscriptEntry[] | undefined;
  };

/**
 * How both sides sounded over the call: a row of bars for each of the strongest expressions, a bar for each message, the user's
 * above the line and the assistant's below. Drawing across it, or across the whole call below it, shows that stretch; two
 * handles set it by keyboard. A button shows the same as a table. It doesn't move by itself. `data-state` is `scored`, `empty`
 * before the first scores, or `unsupported` where the service has none.
 */
export const EmotionTimeline: RootComponent<'div', EmotionTimelineProps> = forwardRef(
  function EmotionTimeline({ entries, ...rest }, forwarded) {
    return entries === undefined ? (
      <OfTheCall {...rest} forwarded={forwarded} />
    ) : (
      <Timeline {...rest} forwarded={forwarded} entries={entries} unsupported={false} />
    );
  },
);

const loadTable = async (): Promise<ComponentType<TimelineTableProps>> =>
  (await import('./TimelineTable.tsx')).TimelineTable;

type Rest = Omit<EmotionTimelineProps, 'entries'> &
  EmotionChoice & { readonly forwarded: ForwardedRef<HTMLDivElement> };

function OfTheCall(props: Rest): ReactNode {
  const entries = useScoredEntries();
  const unsupported = useVoice((voice) => voice.unsupported.includes('scores'));
  return <Timeline {...props} entries={entries} unsupported={unsupported} />;
}

interface Given {
  readonly entries: readonly TranscriptEntry[];
  readonly unsupported: boolean;
}

function Timeline({
  entries,
  unsupported,
  participant = 'both',
  top,
  names,
  forwarded,
  ...rest
}: Rest & Given): ReactNode {
  const id = useId();
  const { labels } = useTimelineWords();
  const said = useMemo(
    () => (participant === 'both' ? entries : entries.filter(({ role }) => role === participant)),
    [entries, participant],
  );
  const timeline = useScoreTimeline(said, names ? { names } : { top });
  const [stretch, choose] = useStretch(timeline.entries);
  const [tabled, setTabled] = useState(false);
  const { Part: Table, failed, fetch } = useFetched(loadTable);
  const toggle = useRef<HTMLButtonElement>(null);
  const participants = useMemo(
    () => (participant === 'both' ? (['user', 'assistant'] as const) : ([participant] as const)),
    [participant],
  );
  const count = timeline.entries.length;
  const zoomed = stretch.last - stretch.first + 1 < count;
  return useScoresRoot(forwarded, rest, {
    className: 'vv-emotions vv-timeline',
    title: labels.title,
    empty: timeline.names.length === 0,
    unsupported,
    participant,
    children: (
      <>
        <Plots
          timeline={timeline}
          participants={participants}
          stretch={stretch}
          onStretch={choose}
        />
        {count > 1 && (
          <TimelineOverview
            timeline={timeline}
            participants={participants}
            stretch={stretch}
            onStretch={choose}
          />
        )}
        <div className="vv-timeline__actions">
          <button
            ref={toggle}
            type="button"
            className="vv-button"
            aria-expanded={tabled}
            aria-controls={tabled && Table ? `${id}table` : undefined}
            onClick={() => {
              setTabled(!tabled);
              if (!tabled) fetch();
            }}
          >
            {labels.showTable}
          </button>
          {count > 1 && (
            <button
              type="button"
              className="vv-button"
              aria-disabled={!zoomed || undefined}
              onClick={() => choose(null)}
            >
              {labels.showAll}
            </button>
          )}
        </div>
        {tabled && Table && <Table id={`${id}table`} timeline={timeline} stretch={stretch} />}
        {tabled && failed && (
          <NotFetched
            onRetry={() => {
              // This button goes away, and the focus with it.
              toggle.current?.focus();
              fetch();
            }}
          />
        )}
      </>
    ),
  });
}

type PlotsProps = Parameters<typeof TimelineOverview>[0];

/** The rows, what the pointer is at, and the stretch that it is drawn across. */
function Plots({ timeline, participants, stretch, onStretch }: PlotsProps): ReactNode {
  const { score, time, name: nameOf, speaker } = useTimelineWords();
  const [place, setPlace] = useState<number | null>(null);
  const [drawn, setDrawn] = useState<readonly [number, number] | null>(null);
  const brush = useBrush(({ from, to, phase }) => {
    const wide = Math.abs(to - from) > 0.02;
    setDrawn(wide && phase === 'draw' ? [Math.min(from, to), Math.max(from, to)] : null);
    if (wide && phase === 'end') onStretch(stretchBetween(from, to, stretch));
  });
  const { entries, names, series } = timeline;
  const at = place === null ? -1 : stretchBetween(place, place, stretch).first;
  const entry = entries[at];
  const [first, last] = [entries[stretch.first], entries[stretch.last]];
  const [from, to] = drawn ?? (place === null ? [0, 0] : [place, place]);
  return (
    <>
      {participants.length > 1 && (
        <p className="vv-timeline__key" aria-hidden="true">
          <span>↑ {speaker('user')}</span>
          <span>↓ {speaker('assistant')}</span>
        </p>
      )}
      <div
        className="vv-timeline__plots"
        data-drawn={drawn ? '' : undefined}
        style={{ '--vv-from': from, '--vv-to': to } as CSSProperties}
        {...brush}
        onPointerMove={(event: PointerEvent<HTMLElement>) => {
          setPlace(placeOf(event));
          brush.onPointerMove(event);
        }}
        onPointerLeave={() => setPlace(null)}
      >
        <TimelineRows
          timeline={timeline}
          participants={participants}
          first={stretch.first}
          last={stretch.last}
        />
        {(drawn || place !== null) && <span className="vv-timeline__window" />}
      </div>
      <p className="vv-timeline__readout" aria-hidden="true">
        {entry ? (
          <>
            {time(entry)} · {speaker(entry.role)} ·{' '}
            {names
              .map((name, row) => `${nameOf(name)} ${score(series[row]?.[at] ?? 0)}`)
              .join(', ')}
          </>
        ) : (
          <>
            <span>{first && time(first)}</span> <span>{last && time(last)}</span>
          </>
        )}
      </p>
    </>
  );
}
