import { forwardRef } from 'react';
import type {
  ComponentPropsWithoutRef,
  ForwardRefExoticComponent,
  ReactNode,
  RefAttributes,
} from 'react';
import { useAnnouncer } from '../hooks/useAnnouncer.ts';
import { useComposedRef } from '../hooks/useComposedRef.ts';
import { useFinishedTurns } from '../hooks/useFinishedTurns.ts';
import { useLabels } from '../hooks/useLabels.ts';
import type { TranscriptTurn } from '../hooks/useTranscript.ts';
import { classNames } from './class-names.ts';
import { renderRoot } from './render-root.ts';
import type { Renderable } from './render-root.ts';

/** All of a `<div>`'s own props. */
export interface LiveCaptionProps
  extends Omit<ComponentPropsWithoutRef<'div'>, 'children'>, Renderable<'div'> {}

/**
 * One polite live region: each turn is announced once, when it is finished; turns that end at once, one after the other. Never interim words, never what was said
 * before this component came. Give it the class `vv-visually-hidden` to have it for screen readers alone.
 * `data-state` is whose turn it
 * shows (of several, the last), or `empty`.
 */
export const LiveCaption: ForwardRefExoticComponent<
  LiveCaptionProps & RefAttributes<HTMLDivElement>
> = forwardRef<HTMLDivElement, LiveCaptionProps>(function LiveCaption(
  { className, render, ...rest },
  forwarded,
) {
  const ref = useComposedRef(forwarded, useAnnouncer('words'));
  const turns = useFinishedTurns();
  return renderRoot(
    'div',
    {
      ...rest,
      ref,
      role: 'status',
      'aria-live': 'polite',
      className: classNames('vv-caption', className),
      'data-state': turns.at(-1)?.role ?? 'empty',
      children: <CaptionTurns turns={turns} />,
    },
    render,
  );
});

/** A new element for each turn, so that the same words said twice are announced twice. */
export function CaptionTurns({ turns }: { readonly turns: readonly TranscriptTurn[] }): ReactNode {
  const labels = useLabels();
  return turns.map(({ id, role, entries }) => (
    <p key={id} dir="auto">
      <span className="vv-visually-hidden">
        {role === 'user' ? labels.you : labels.assistant}:{' '}
      </span>
      {entries.map(({ text }) => text).join(' ')}
    </p>
  ));
}
