import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { useEmotionRows } from '../hooks/useEmotionRows.ts';
import { useTranscriptLabels } from '../hooks/useTranscriptLabels.ts';
import type { TranscriptEntry } from '../hooks/useTranscript.ts';
import { EmotionBars } from './EmotionBars.tsx';

/** A button that discloses how each spoken entry of a turn sounded. Nothing is ranked or drawn before. */
export function TurnScores({
  entries,
}: {
  readonly entries: readonly TranscriptEntry[];
}): ReactNode {
  const { scores, emotionsNote } = useTranscriptLabels();
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <div className="vv-turn__scores">
      <button
        type="button"
        className="vv-turn__disclose"
        // One tab stop for all of them: `useRoving`.
        tabIndex={-1}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {scores}
      </button>
      {open && (
        <div id={id} role="group" aria-label={scores} aria-describedby={`${id}note`}>
          {entries.map((entry) => (
            <EntryScores key={entry.id} entry={entry} quoted={entries.length > 1} />
          ))}
          <p id={`${id}note`} className="vv-emotions__note">
            {emotionsNote}
          </p>
        </div>
      )}
    </div>
  );
}

interface EntryScoresProps {
  readonly entry: TranscriptEntry;
  /** Whether to say which one it is. */
  readonly quoted: boolean;
}

function EntryScores({ entry, quoted }: EntryScoresProps): ReactNode {
  const rows = useEmotionRows([entry.role], { entry });
  return (
    <>
      {quoted && (
        <p className="vv-turn__quote" dir="auto" lang={entry.language}>
          {entry.text}
        </p>
      )}
      <EmotionBars rows={rows} participants={[entry.role]} />
    </>
  );
}
