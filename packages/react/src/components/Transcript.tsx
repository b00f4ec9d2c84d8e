import { forwardRef } from 'react';
import type {
  ComponentPropsWithoutRef,
  ForwardRefExoticComponent,
  ReactNode,
  RefAttributes,
} from 'react';
import { useComposedRef } from '../hooks/useComposedRef.ts';
import { useFollowEnd } from '../hooks/useFollowEnd.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useTranscript } from '../hooks/useTranscript.ts';
import { classNames } from './class-names.ts';
import { composeHandlers } from './compose-handlers.ts';
import { Icon } from './Icon.tsx';
import { renderRoot } from './render-root.ts';
import type { Renderable } from './render-root.ts';
import { cutBlocks, TranscriptBlock } from './TranscriptBlock.tsx';

/** All of a `<div>`'s own props, and what to show beside the words. */
export interface TranscriptProps
  extends Omit<ComponentPropsWithoutRef<'div'>, 'children'>, Renderable<'div'> {
  /** How many expressions stand under each turn: the strongest of its last scored message. Default: 0, none. */
  readonly emotions?: number;
  /** What to show while nothing was said. Default: a sentence. */
  readonly placeholder?: ReactNode;
}

/**
 * The conversation in writing. It scrolls by itself, give it a height; it follows the end until somebody scrolls up,
 * and then offers the way back. A log that is not live: `LiveCaption` announces. `data-state` is `empty`, `following`
 * or `scrolled`.
 */
export const Transcript: ForwardRefExoticComponent<
  TranscriptProps & RefAttributes<HTMLDivElement>
> = forwardRef<HTMLDivElement, TranscriptProps>(function Transcript(
  { className, render, onScroll, emotions = 0, placeholder, ...rest },
  forwarded,
) {
  const labels = useLabels();
  const { turns } = useTranscript();
  const end = useFollowEnd(turns);
  const ref = useComposedRef(forwarded, end.ref);
  const empty = turns.length === 0;
  return renderRoot(
    'div',
    {
      'aria-label': labels.transcript,
      tabIndex: 0,
      ...rest,
      ref,
      role: 'log',
      'aria-live': 'off',
      className: classNames('vv-transcript', className),
      'data-state': empty ? 'empty' : end.following ? 'following' : 'scrolled',
      onScroll: composeHandlers(onScroll, end.onScroll),
      children: (
        <>
          {empty ? (
            (placeholder ?? <p className="vv-transcript__empty">{labels.transcriptEmpty}</p>)
          ) : (
            <div role="list" className="vv-transcript__turns">
              {cutBlocks(turns).map(([number, block]) => (
                <TranscriptBlock key={number} turns={block} emotions={emotions} />
              ))}
            </div>
          )}
          {!empty && !end.following && (
            <button type="button" className="vv-button vv-transcript__jump" onClick={end.jumpToEnd}>
              <Icon name="latest" />
              <span>{labels.jumpToLatest}</span>
            </button>
          )}
        </>
      ),
    },
    render,
  );
});
