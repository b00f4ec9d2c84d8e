import { useId } from 'react';
import type { ForwardedRef, ReactElement, ReactNode } from 'react';
import { useTranscriptLabels } from '../hooks/useTranscriptLabels.ts';
import { useRoot } from './useRoot.ts';
import type { ElementProps } from './useRoot.ts';

interface ScoresRoot {
  readonly className: string;
  readonly title: string;
  /** Whether there are no scores. */
  readonly empty: boolean;
  /** Whether the service has none to give. */
  readonly unsupported: boolean;
  readonly participant: 'user' | 'assistant' | 'both';
  readonly children: ReactNode;
}

/** What shows scores: named by its title, described by what they are not, with a sentence in place of those that are missing. */
export function useScoresRoot(
  forwarded: ForwardedRef<HTMLDivElement>,
  rest: ElementProps<'div', 'children'>,
  { className, title, empty, unsupported, participant, children }: ScoresRoot,
): ReactElement {
  const { emotionsEmpty, emotionsUnsupported, emotionsNote } = useTranscriptLabels();
  const id = useId();
  const missing = unsupported && empty;
  return useRoot('div', forwarded, rest, {
    className,
    defaults: {
      role: 'group',
      'aria-labelledby': `${id}title`,
      'aria-describedby': missing ? undefined : `${id}note`,
    },
    'data-state': missing ? 'unsupported' : empty ? 'empty' : 'scored',
    'data-participant': participant,
    children: (
      <>
        <p id={`${id}title`} className="vv-emotions__title">
          {title}
        </p>
        {empty ? (
          <p className="vv-emotions__empty">{missing ? emotionsUnsupported : emotionsEmpty}</p>
        ) : (
          children
        )}
        {!missing && (
          <p id={`${id}note`} className="vv-emotions__note">
            {emotionsNote}
          </p>
        )}
      </>
    ),
  });
}
