import type { ReactNode } from 'react';
import { useRoot } from '../components/useRoot.ts';
import type { CaptionsProps } from '../components/Captions.tsx';

/** All props of the captions, and what they show. */
export type CaptionsViewProps = CaptionsProps & {
  /** The sentence; empty while nobody speaks. */
  readonly text: string;
  /** Whose it is. Default: `assistant`. */
  readonly role?: 'user' | 'assistant' | undefined;
  /** How many of its letters have been said, which stand out. Default: all. */
  readonly said?: number | undefined;
};

/** Captions by props alone, without a call. */
export function CaptionsView({
  text,
  role: speaker = 'assistant',
  said,
  ...rest
}: CaptionsViewProps): ReactNode {
  const end = said ?? text.length;
  return useRoot('div', null, rest, {
    className: 'vv-captions',
    'data-state': text ? speaker : 'empty',
    children: text && (
      <p dir="auto">
        <span className="vv-captions__said">{text.slice(0, end)}</span>
        {text.slice(end)}
      </p>
    ),
  });
}
