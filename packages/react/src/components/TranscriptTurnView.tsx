import { Fragment, memo } from 'react';
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

/** The parts of a turn, for `renderTurn` to put where it likes. */
export interface TranscriptTurnParts {
  /** Who speaks, in a word. */
  readonly speaker: ReactNode;
  /** When the turn began, as a `<time>` of hours and minutes. */
  readonly time: ReactNode;
  /** All that was said, with what there is to say of it, and tool calls. */
  readonly text: ReactNode;
  /** Expressions and scores; null where none are wanted, or there are none. */
  readonly scores: ReactNode;
}

/** What stands with a turn besides its words, and how it is put. */
export interface TurnExtras {
  /** How many of the strongest expressions. */
  readonly emotions: number;
  /** Whether all scores can be asked for. */
  readonly scores: boolean;
  readonly renderTurn:
    ((turn: TranscriptTurn, parts: TranscriptTurnParts) => ReactNode) | undefined;
  readonly renderText: ((entry: TranscriptEntry) => ReactNode) | undefined;
}

interface TranscriptTurnViewProps extends TurnExtras {
  readonly turn: TranscriptTurn;
}

/** All that one speaker said before the other did. Renders again only when something in it has changed. */
export const TranscriptTurnView: NamedExoticComponent<TranscriptTurnViewProps> = memo(
  function TranscriptTurnView({
    turn,
    emotions,
    scores,
    renderTurn = inOrder,
    renderText,
  }): ReactNode {
    const labels = useTranscriptLabels();
    const scored = turn.entries.filter((entry) => entry.scores);
    const last = scored.at(-1);
    const [first] = turn.entries;
    const begins = first?.begins;
    const prose = turn.role === 'assistant' && !renderText;
    const parts: TranscriptTurnParts = {
      speaker: (
        <p className="vv-turn__speaker">{turn.role === 'user' ? labels.you : labels.assistant}</p>
      ),
      time: first && <Time at={first.spokenAt ?? first.receivedAt} />,
      text: (
        // One paragraph has one direction, whatever its sentences are in.
        <div
          className="vv-turn__text"
          data-prose={prose || undefined}
          dir={prose ? 'auto' : undefined}
        >
          {turn.entries.map((entry) => (
            <Fragment key={entry.id}>
              {prose && entry !== first && ' '}
              <Entry entry={entry} prose={prose} renderText={renderText} />
            </Fragment>
          ))}
        </div>
      ),
      scores: last && (
        <>
          {emotions > 0 && <TurnEmotions entry={last} emotions={emotions} />}
          {scores && <TurnScores entries={scored} />}
        </>
      ),
    };
    const view = (
      <div role="listitem" className="vv-turn" data-role={turn.role}>
        {renderTurn(turn, parts)}
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

function inOrder(_: TranscriptTurn, { speaker, text, scores }: TranscriptTurnParts): ReactNode {
  return (
    <>
      {speaker}
      {text}
      {scores}
    </>
  );
}

export function sameExtras(a: TurnExtras, b: TurnExtras): boolean {
  return (
    a.emotions === b.emotions &&
    a.scores === b.scores &&
    a.renderTurn === b.renderTurn &&
    a.renderText === b.renderText
  );
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

function Time({ at }: { readonly at: number }): ReactNode {
  const { locale } = useTranscriptLabels();
  const date = new Date(at);
  return (
    <time className="vv-turn__time" dateTime={date.toISOString()}>
      {date.toLocaleTimeString(locale, { hour: 'numeric', minute: '2-digit' })}
    </time>
  );
}

interface EntryProps {
  readonly entry: TranscriptEntry;
}

interface EntryViewProps extends EntryProps {
  /** Whether it stands in one paragraph with those before it. */
  readonly prose: boolean;
  readonly renderText: TurnExtras['renderText'];
}

const Entry: NamedExoticComponent<EntryViewProps> = memo(function Entry({
  entry,
  prose,
  renderText,
}) {
  const labels = useTranscriptLabels();
  const state = entry.heard?.cut ? 'cut' : entry.state;
  const own = entry.text !== '' && renderText?.(entry);
  return (
    <div className="vv-entry" data-state={state} data-source={entry.source}>
      {own ? (
        <div className="vv-entry__text" dir="auto" lang={entry.language}>
          {own}
          <Note entry={entry} />
        </div>
      ) : (
        (entry.text || entry.toolCalls.length === 0) && (
          <p className="vv-entry__text" dir={prose ? undefined : 'auto'}>
            {entry.language ? <span lang={entry.language}>{entry.text}</span> : entry.text}
            {entry.text === '' && <em>{labels.noTranscript}</em>}
            <Note entry={entry} />
          </p>
        )
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
