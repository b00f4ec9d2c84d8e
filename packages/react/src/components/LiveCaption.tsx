import { forwardRef } from 'react';
import type { ReactNode } from 'react';
import { useAnnouncer } from '../hooks/useAnnouncer.ts';
import { useFinishedTurns } from '../hooks/useFinishedTurns.ts';
import { useLabels } from '../hooks/useLabels.ts';
import type { TranscriptTurn } from '../hooks/useTranscript.ts';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';

/** All props of a `<div>` but its content. */
export type LiveCaptionProps = ElementProps<'div', 'children'>;

/**
 * A polite live region that announces each turn once, when it is finished: never interim text, never what was said before
 * it was mounted. Give it the class `vv-visually-hidden` to have it for screen readers alone. `data-state` is the role
 * whose turn it shows, or `empty`.
 */
export const LiveCaption: RootComponent<'div', LiveCaptionProps> = forwardRef(function LiveCaption(
  { ...rest },
  forwarded,
) {
  const ownRef = useAnnouncer('transcript');
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
