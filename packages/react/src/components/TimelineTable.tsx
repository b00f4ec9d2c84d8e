import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ScoreTimeline, Stretch } from '../hooks/useScoreTimeline.ts';
import { useTimelineWords } from '../hooks/useTimelineWords.ts';

/** Rows at a time: thousands at once would keep the page from anything else. */
const pageSize = 50;

/** What is shown as a table. */
export interface TimelineTableProps {
  readonly id: string;
  readonly timeline: ScoreTimeline;
  readonly stretch: Stretch;
}

/** The stretch that is shown, as a table: a message a row, an expression a column. A file of its own, fetched when somebody asks for it. */
export function TimelineTable({ id, timeline, stretch }: TimelineTableProps): ReactNode {
  const { labels, score, time, name: nameOf, speaker } = useTimelineWords();
  const { entries, names, series } = timeline;
  const { first, last } = stretch;
  const [page, turnTo] = useState(0);
  const pages = Math.ceil((last - first + 1) / pageSize);
  // Another stretch may have fewer.
  const shown = Math.min(page, pages - 1);
  const begin = first + shown * pageSize;
  const end = Math.min(last, begin + pageSize - 1);
  const caption = labels.messages
    .replace('{first}', String(begin + 1))
    .replace('{last}', String(end + 1))
    .replace('{count}', String(entries.length));
  return (
    <div id={id} className="vv-timeline__table">
      <div
        className="vv-timeline__scroll"
        role="region"
        aria-label={labels.title}
        // What scrolls is scrolled by keyboard too.
        tabIndex={0}
      >
        <table>
          <caption aria-live="polite">{caption}</caption>
          <thead>
            <tr>
              {[labels.time, labels.speaker, labels.text].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
              {names.map((name) => (
                <th key={name} scope="col">
                  {nameOf(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {entries.slice(begin, end + 1).map((entry, row) => (
              <tr key={entry.id}>
                <td>{time(entry)}</td>
                <td>{speaker(entry.role)}</td>
                <th scope="row" dir="auto" lang={entry.language}>
                  {entry.text}
                </th>
                {names.map((name, column) => (
                  <td key={name}>{score(series[column]?.[begin + row] ?? 0)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages > 1 && (
        <div className="vv-timeline__actions">
          <Turn name={labels.earlier} to={shown - 1} pages={pages} onTurn={turnTo} />
          <Turn name={labels.later} to={shown + 1} pages={pages} onTurn={turnTo} />
        </div>
      )}
    </div>
  );
}

interface TurnProps {
  readonly name: string;
  readonly to: number;
  readonly pages: number;
  readonly onTurn: (page: number) => void;
}

/** It keeps the focus where it leads nowhere. */
function Turn({ name, to, pages, onTurn }: TurnProps): ReactNode {
  const possible = to >= 0 && to < pages;
  return (
    <button
      type="button"
      className="vv-button"
      aria-disabled={!possible || undefined}
      onClick={() => {
        if (possible) onTurn(to);
      }}
    >
      {name}
    </button>
  );
}
