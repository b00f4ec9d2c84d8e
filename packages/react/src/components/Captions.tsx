import { forwardRef, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useCaption } from '../hooks/useCaption.ts';
import type { TranscriptEntry } from '../hooks/useTranscript.ts';
import { knownSpeechRate } from '../words/heard-text.ts';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';

/** All props of a `<div>` but its content. */
export type CaptionsProps = ElementProps<'div', 'children'>;

/**
 * Captions to look at: the sentence that is being played, and while the assistant is silent the words of the user as they are
 * recognised. From the second sentence of a conversation on, when the assistant's pace is known, what has been said of it stands out
 * word by word. It announces nothing: `LiveCaption` does. `data-state` is whose words they are, or `empty`.
 */
export const Captions: RootComponent<'div', CaptionsProps> = forwardRef(function Captions(
  { ...rest },
  forwarded,
) {
  const { entry, since, entries } = useCaption();
  return useRoot('div', forwarded, rest, {
    className: 'vv-captions',
    'data-state': entry?.text ? entry.role : 'empty',
    children:
      entry?.role === 'assistant' ? (
        <Sentence key={entry.id} entry={entry} since={since} rate={knownSpeechRate(entries)} />
      ) : (
        entry?.text && (
          <p dir="auto" lang={entry.language}>
            {entry.text}
          </p>
        )
      ),
  });
});

interface SentenceProps {
  readonly entry: TranscriptEntry;
  /** When its sound began: ms since the epoch. */
  readonly since: number;
  /** Letters in a ms; undefined where nobody knows. */
  readonly rate: number | undefined;
}

function Sentence({ entry: { text, language }, since, rate }: SentenceProps): ReactNode {
  const [said, say] = useState(0);
  // A pace that is known better in the middle of a sentence must take no word back.
  const [pace] = useState(rate);
  useEffect(() => {
    if (pace === undefined || said >= text.length) return undefined;
    const due = since + said / pace - Date.now();
    const timer = setTimeout(() => say(wordEnd(text, said)), Math.max(0, due));
    return () => clearTimeout(timer);
  }, [text, since, pace, said]);
  return (
    <p dir="auto" lang={language}>
      <span className="vv-captions__said">{pace === undefined ? text : text.slice(0, said)}</span>
      {pace !== undefined && text.slice(said)}
    </p>
  );
}

/** Where the word ends that begins there; a letter is one in writing without spaces. */
function wordEnd(text: string, from: number): number {
  const [word = ''] = /^\s*\S+/.exec(text.slice(from)) ?? [];
  return /\s/.test(text.trim()) && word ? from + word.length : from + 1;
}
