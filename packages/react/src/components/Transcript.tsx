import { forwardRef } from 'react';
import type { ReactNode } from 'react';
import { useComposedRef } from '../hooks/useComposedRef.ts';
import { useFilling } from '../hooks/useFilling.ts';
import { useFollowEnd } from '../hooks/useFollowEnd.ts';
import { useRoving } from '../hooks/useRoving.ts';
import { useTranscriptLabels } from '../hooks/useTranscriptLabels.ts';
import { useTranscript } from '../hooks/useTranscript.ts';
import type { TranscriptEntry, TranscriptTurn } from '../hooks/useTranscript.ts';
import { useVoice } from '../hooks/useVoice.ts';
import * as icons from './icons.tsx';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';
import { TranscriptActions } from './TranscriptActions.tsx';
import { cutBlocks, TranscriptBlock } from './TranscriptBlock.tsx';
import { Divider } from './TranscriptTurnView.tsx';
import type { TranscriptTurnParts } from './TranscriptTurnView.tsx';

/** All props of a `<div>`, and what to show beside the text. */
export interface TranscriptProps extends ElementProps<'div', 'children' | 'placeholder'> {
  /** How many of the strongest expressions to show under each turn, of its last scored message. Default: 0. */
  readonly emotions?: number | undefined;
  /**
   * Whether a button under each spoken turn shows its scores. They are one tab stop, in which arrow keys move. A local
   * server's scores are only estimates. Default: false.
   */
  readonly scores?: boolean | undefined;
  /** Whether a button offers to copy the transcript, and to save it as text, JSON or WebVTT. Default: true. */
  readonly actions?: boolean | undefined;
  /** How many of the latest entries are shown, and how many earlier ones are added on request. Default: all. */
  readonly limit?: number | undefined;
  /**
   * What stands in a turn, of its parts or in their place: with an avatar, the time, buttons. Keep it one function, defined outside or
   * with `useCallback`: another one renders all turns again. Default: speaker, text, scores.
   *
   * @example
   * ```tsx
   * <Transcript renderTurn={(turn, { speaker, time, text }) => <>{speaker}{time}{text}</>} />
   * ```
   */
  readonly renderTurn?:
    ((turn: TranscriptTurn, parts: TranscriptTurnParts) => ReactNode) | undefined;
  /**
   * What stands in place of the text of an entry, such as its Markdown, rendered; nothing keeps the text. The text comes from
   * outside: what renders it must let no markup through. Keep it one function, as above. Default: the text, in which what the
   * assistant says in one turn is one paragraph.
   */
  readonly renderText?: ((entry: TranscriptEntry) => ReactNode) | undefined;
  /** Shown while the transcript is empty. Default: a sentence. */
  readonly placeholder?: ReactNode | undefined;
}

/**
 * The transcript in a scrolling element, which needs a height. It follows the latest entry until the user scrolls up, and
 * then shows a button that jumps back. While the assistant thinks three dots stand at its end (`data-thinking`). A divider stands before a conversation that follows another one. It is no live region: `LiveCaption` announces. `data-state` is `empty`, `following`
 * or `scrolled`.
 */
export const Transcript: RootComponent<'div', TranscriptProps> = forwardRef(function Transcript(
  {
    emotions = 0,
    scores = false,
    actions = true,
    limit,
    renderTurn,
    renderText,
    placeholder,
    ...rest
  },
  forwarded,
) {
  const labels = useTranscriptLabels();
  const { turns, earlier, loadEarlier, showLatest } = useTranscript({ limit });
  const {
    ref: end,
    contentRef,
    following,
    onScroll: look,
    jumpToEnd,
    keepPlace,
  } = useFollowEnd(turns);
  const begins = useVoice(({ transcript }) => transcript.begins);
  const thinking = useVoice(({ assistant }) => assistant === 'thinking');
  const blocks = cutBlocks(turns);
  const filled = useFilling(blocks[0]?.[0] ?? 0, blocks.at(-1)?.[0] ?? -1);
  const roving = useRoving('vv-turn__disclose', turns);
  const contents = useComposedRef(contentRef, roving.ref);
  const empty = turns.length === 0;

  function scroll(): void {
    // Somebody who reads must not lose what is being read.
    if (!look() && following && earlier > 0) loadEarlier(0);
  }

  function goBack(): void {
    keepPlace();
    loadEarlier();
  }

  function jump(): void {
    showLatest();
    jumpToEnd();
  }

  return useRoot('div', forwarded, rest, {
    className: 'vv-transcript',
    ownRef: end,
    defaults: {
      'aria-label': labels.transcript,
      tabIndex: 0,
    },
    role: 'log',
    'aria-live': 'off',
    'data-thinking': thinking ? '' : undefined,
    'data-state': empty ? 'empty' : following ? 'following' : 'scrolled',
    onScroll: scroll,
    children: (
      <>
        {actions && !empty && <TranscriptActions />}
        {earlier > 0 && (
          <button type="button" className="vv-button vv-transcript__earlier" onClick={goBack}>
            {labels.loadEarlier}
          </button>
        )}
        {empty ? (
          (placeholder ?? <p className="vv-transcript__empty">{labels.transcriptEmpty}</p>)
        ) : (
          <div
            ref={contents}
            role="list"
            className="vv-transcript__turns"
            onKeyDown={roving.onKeyDown}
          >
            {blocks.map(([number, block]) =>
              filled(number) ? (
                <TranscriptBlock
                  key={number}
                  turns={block}
                  emotions={emotions}
                  scores={scores}
                  renderTurn={renderTurn}
                  renderText={renderText}
                />
              ) : (
                <div key={number} role="none" className="vv-transcript__waiting" />
              ),
            )}
          </div>
        )}
        {begins && <Divider begins={begins} />}
        {!empty && !following && (
          <button type="button" className="vv-button vv-transcript__jump" onClick={jump}>
            {icons.latest}
            <span>{labels.jumpToLatest}</span>
          </button>
        )}
      </>
    ),
  });
});
