import { memo } from 'react';
import type { NamedExoticComponent, ReactNode } from 'react';
import { useEmotions } from '../hooks/useEmotions.ts';
import { useTranscriptLabels } from '../hooks/useTranscriptLabels.ts';
import type {
  ConversationStart,
  ToolCall,
  TranscriptEntry,
  TranscriptTurn,
} from '../hooks/useTranscript.ts';
import { entryNote, toolNote } from '../words/entry-words.ts';
import { emotionStyle } from './emotion-color.ts';
import * as icons from './icons.tsx';
import { TurnScores } from './TurnScores.tsx';

/** What stands under a turn besides its words. */
export interface TurnExtras {
  /** How many of the strongest expressions. */
  readonly emotions: number;
  /** Whether all scores can be asked for. */
  readonly scores: boolean;
}

interface TranscriptTurnViewProps extends TurnExtras {
  readonly turn: TranscriptTurn;
}

/** All that one speaker said before the other did. Renders again only when something in it has changed. */
export const TranscriptTurnView: NamedExoticComponent<TranscriptTurnViewProps> = memo(
  function TranscriptTurnView({ turn, emotions, scores }: TranscriptTurnViewProps): ReactNode {
    const labels = useTranscriptLabels();
    const scored = turn.entries.filter((entry) => entry.scores);
    const last = scored.at(-1);
    const begins = turn.entries[0]?.begins;
    const view = (
      <div role="listitem" className="vv-turn" data-role={turn.role}>
        <p className="vv-turn__speaker">{turn.role === 'user' ? labels.you : labels.assistant}</p>
        {turn.entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
        {emotions > 0 && last && <TurnEmotions entry={last} emotions={emotions} />}
        {scores && last && <TurnScores entries={scored} />}
      </div>
    );
    if (!begins) return view;
    return (
      <>
        <Divider begins={begins} role="listitem" />
        {view}
      </>
    );
  },
  (before, after) => sameExtras(before, after) && sameTurn(before.turn, after.turn),
);

export function sameExtras(a: TurnExtras, b: TurnExtras): boolean {
  return a.emotions === b.emotions && a.scores === b.scores;
}

/** Whether two readings of a turn show the same. An entry that has changed is another object. */
export function sameTurn(a: TranscriptTurn, b: TranscriptTurn): boolean {
  return (
    a.id === b.id &&
    a.entries.length === b.entries.length &&
    a.entries.every((entry, index) => entry === b.entries[index])
  );
}

/** What stands before a conversation that follows another one. */
export function Divider({
  begins,
  role,
}: {
  readonly begins: ConversationStart;
  readonly role?: 'listitem';
}): ReactNode {
  const labels = useTranscriptLabels();
  return (
    <div role={role} className="vv-transcript__divider">
      {labels.begins[begins]}
    </div>
  );
}

interface EntryProps {
  readonly entry: TranscriptEntry;
}

const Entry: NamedExoticComponent<EntryProps> = memo(function Entry({ entry }) {
  const labels = useTranscriptLabels();
  const state = entry.heard?.cut ? 'cut' : entry.state;
  return (
    <div className="vv-entry" data-state={state} data-source={entry.source}>
      {(entry.text || entry.toolCalls.length === 0) && (
        <p className="vv-entry__text" dir="auto">
          {entry.language ? <span lang={entry.language}>{entry.text}</span> : entry.text}
          {entry.text === '' && <em>{labels.noTranscript}</em>}
          <Note entry={entry} />
        </p>
      )}
      {entry.toolCalls.map((call) => (
        <ToolNote key={call.id} call={call} />
      ))}
    </div>
  );
});

/** In words, what the looks of an entry say as well. */
function Note({ entry }: EntryProps): ReactNode {
  const labels = useTranscriptLabels();
  const note = entryNote(entry, labels);
  if (note === null) return null;
  if (entry.state === 'interim') {
    return (
      <>
        <span className="vv-entry__dots" aria-hidden="true" />
        <span className="vv-visually-hidden"> ({note})</span>
      </>
    );
  }
  return (
    <>
      {' '}
      <span className="vv-entry__note">{note}</span>
    </>
  );
}

function ToolNote({ call }: { readonly call: ToolCall }): ReactNode {
  const labels = useTranscriptLabels();
  return (
    <p className="vv-tool" data-state={call.outcome.status}>
      {icons.tool}
      <span>{toolNote(call, labels)}</span>
    </p>
  );
}

/** How the turn's last scored message sounded. */
function TurnEmotions({ entry, emotions }: EntryProps & { readonly emotions: number }): ReactNode {
  const { emotions: names } = useTranscriptLabels();
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
