import { memo } from 'react';
import type { NamedExoticComponent, ReactNode } from 'react';
import { useEmotions } from '../hooks/useEmotions.ts';
import { useLabels } from '../hooks/useLabels.ts';
import type { ToolCall, TranscriptEntry, TranscriptTurn } from '../hooks/useTranscript.ts';
import { emotionStyle } from './emotion-color.ts';
import { Icon } from './Icon.tsx';

interface TranscriptTurnViewProps {
  readonly turn: TranscriptTurn;
  readonly emotions: number;
}

/** All that one speaker said before the other did. Renders again only when something in it has changed. */
export const TranscriptTurnView: NamedExoticComponent<TranscriptTurnViewProps> = memo(
  function TranscriptTurnView({ turn, emotions }: TranscriptTurnViewProps): ReactNode {
    const labels = useLabels();
    const scored = turn.entries.findLast(({ scores }) => scores);
    return (
      <div role="listitem" className="vv-turn" data-role={turn.role}>
        <p className="vv-turn__speaker">{turn.role === 'user' ? labels.you : labels.assistant}</p>
        {turn.entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
        {emotions > 0 && scored && <TurnEmotions entry={scored} emotions={emotions} />}
      </div>
    );
  },
  (before, after) => before.emotions === after.emotions && sameTurn(before.turn, after.turn),
);

/** Whether two readings of a turn show the same. An entry that has changed is another object. */
export function sameTurn(a: TranscriptTurn, b: TranscriptTurn): boolean {
  return (
    a.id === b.id &&
    a.entries.length === b.entries.length &&
    a.entries.every((entry, index) => entry === b.entries[index])
  );
}

interface EntryProps {
  readonly entry: TranscriptEntry;
}

const Entry: NamedExoticComponent<EntryProps> = memo(function Entry({ entry }) {
  const labels = useLabels();
  const state = entry.heard?.cut ? 'cut' : entry.state;
  return (
    <div className="vv-entry" data-state={state} data-source={entry.source}>
      {(entry.text || entry.toolCalls.length === 0) && (
        <p className="vv-entry__text" dir="auto">
          {entry.text || <em>{labels.noTranscript}</em>}
          <Note {...entry} />
        </p>
      )}
      {entry.toolCalls.map((call) => (
        <ToolNote key={call.id} call={call} />
      ))}
    </div>
  );
});

/** In words, what the looks of an entry say as well. */
function Note({ state, source, role, heard }: TranscriptEntry): ReactNode {
  const { interim, typed, cutShort, unheard, locale } = useLabels();
  if (state === 'interim') {
    return (
      <>
        <span className="vv-entry__dots" aria-hidden="true" />
        <span className="vv-visually-hidden"> ({interim})</span>
      </>
    );
  }
  const seconds = ((heard?.duration ?? 0) / 1000).toLocaleString(locale, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const note = heard?.cut
    ? heard.duration === 0
      ? unheard
      : cutShort.replace('{seconds}', seconds)
    : role === 'user' && source === 'text'
      ? typed
      : null;
  return (
    note && (
      <>
        {' '}
        <span className="vv-entry__note">{note}</span>
      </>
    )
  );
}

function ToolNote({ call }: { readonly call: ToolCall }): ReactNode {
  const { tool } = useLabels();
  const { status } = call.outcome;
  return (
    <p className="vv-tool" data-state={status}>
      <Icon name="tool" />
      <span>{tool[status].replace('{name}', () => call.name)}</span>
    </p>
  );
}

/** How the turn's last scored message sounded. */
function TurnEmotions({ entry, emotions }: EntryProps & { readonly emotions: number }): ReactNode {
  const { emotions: names } = useLabels();
  const scores = useEmotions({ entry, top: emotions });
  return (
    <ul className="vv-turn__emotions">
      {scores.map(({ name }) => (
        <li key={name} className="vv-chip" style={emotionStyle(name)}>
          {names[name] ?? name}
        </li>
      ))}
    </ul>
  );
}
