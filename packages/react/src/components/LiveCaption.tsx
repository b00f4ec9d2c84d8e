import { forwardRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useAnnouncedTurns } from '../hooks/useAnnouncedTurns.ts';
import type { Announce } from '../hooks/useAnnouncedTurns.ts';
import { useAnnouncer } from '../hooks/useAnnouncer.ts';
import { useLabels } from '../hooks/useLabels.ts';
import type { TranscriptTurn } from '../hooks/useTranscript.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { heardText, speechRate } from '../words/heard-text.ts';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';

/** All props of a `<div>` but its content, and who is announced. */
export interface LiveCaptionProps extends ElementProps<'div', 'children'> {
  /** Whose turns are announced. Default: `all`. */
  readonly announce?: Announce | undefined;
}

/**
 * A polite live region that announces each turn once, when it is finished: the user's when the words are known, the assistant's when
 * they have been heard, and no more of them than that. Never interim or typed text, never what was said before it was mounted. Give
 * it the class `vv-visually-hidden` to have it for screen readers alone; to show what is being said, use `Captions`. `data-state` is
 * the role whose turn it holds, or `empty`.
 */
export const LiveCaption: RootComponent<'div', LiveCaptionProps> = forwardRef(function LiveCaption(
  { announce, ...rest },
  forwarded,
) {
  const ownRef = useAnnouncer('transcript');
  const turns = useAnnouncedTurns(announce);
  return useRoot('div', forwarded, rest, {
    className: 'vv-caption',
    ownRef,
    role: 'status',
    'aria-live': 'polite',
    'data-state': turns.at(-1)?.role ?? 'empty',
    children: <CaptionTurns turns={turns} />,
  });
});

/** A new element for each turn, so that the same words said twice are announced twice. */
export function CaptionTurns({ turns }: { readonly turns: readonly TranscriptTurn[] }): ReactNode {
  return turns.map((turn) => <CaptionTurn key={turn.id} turn={turn} />);
}

function CaptionTurn({ turn: { role, entries } }: { readonly turn: TranscriptTurn }): ReactNode {
  const labels = useLabels();
  const rate = useVoice(({ transcript }) => speechRate(transcript.entries));
  // Kept: a change would be announced again.
  const [said] = useState(() =>
    entries
      .filter(({ source }) => role === 'assistant' || source === 'speech')
      .map((entry) => ({ lang: entry.language, text: heardText(entry, rate) }))
      .filter(({ text }) => text),
  );
  if (said.length === 0) return null;
  return (
    <p dir="auto">
      <span className="vv-visually-hidden">
        {role === 'user' ? labels.you : labels.assistant}:{' '}
      </span>
      {said.map(({ lang, text }, index) => (
        <span key={index} lang={lang}>
          {index > 0 && ' '}
          {text}
        </span>
      ))}
    </p>
  );
}
