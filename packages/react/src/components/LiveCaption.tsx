import { forwardRef } from 'react';
import type { ReactNode } from 'react';
import { useAnnouncer } from '../hooks/useAnnouncer.ts';
import { useFinishedTurns } from '../hooks/useFinishedTurns.ts';
import { useLabels } from '../hooks/useLabels.ts';
import type { TranscriptTurn } from '../hooks/useTranscript.ts';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';

/** All of a `<div>`'s own props. */
export type LiveCaptionProps = ElementProps<'div', 'children'>;

/**
 * One polite live region: each turn is announced once, when it is finished; turns that end at once, one after the other. Never interim words, never what was said
 * before this component came. Give it the class `vv-visually-hidden` to have it for screen readers alone.
 * `data-state` is whose turn it
 * shows (of several, the last), or `empty`.
 */
export const LiveCaption: RootComponent<'div', LiveCaptionProps> = forwardRef(function LiveCaption(
  { ...rest },
  forwarded,
) {
  const ownRef = useAnnouncer('words');
  const turns = useFinishedTurns();
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
