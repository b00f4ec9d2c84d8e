import { forwardRef, useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useLabels } from '../hooks/useLabels.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { AudioVisualizer } from './AudioVisualizer.tsx';
import { ConnectionStatus } from './ConnectionStatus.tsx';
import { ControlBar } from './ControlBar.tsx';
import { isNowhere } from './is-nowhere.ts';
import { LiveCaption } from './LiveCaption.tsx';
import { SuggestionChips } from './SuggestionChips.tsx';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';
import { Transcript } from './Transcript.tsx';

/** All props of a `<div>` but its content, and what stands in it. */
export interface VoicePanelProps extends ElementProps<'div', 'children'> {
  /** Shown until something is said. Default: nothing. */
  readonly greeting?: ReactNode | undefined;
  /** Sentences to begin with, as buttons: pressing one starts the call and says it. Default: none. */
  readonly suggestions?: readonly string[] | undefined;
  /** Whether the transcript offers the expression scores of each turn. Default: false. */
  readonly scores?: boolean | undefined;
  /** Whether finished turns are announced to screen readers; false where the page has a `LiveCaption`. Default: true. */
  readonly announce?: boolean | undefined;
}

/**
 * The whole conversation as a part of the page: the state, the transcript, captions, a text field and the controls. It is as
 * wide as it has room, up to `--vv-panel-width`, and `--vv-panel-height` high. `data-state` is `empty` until something is
 * said, then `begun`.
 *
 * @example
 * ```tsx
 * <VoiceProvider url="http://127.0.0.1:8788">
 *   <VoicePanel />
 * </VoiceProvider>
 * ```
 */
export const VoicePanel: RootComponent<'div', VoicePanelProps> = forwardRef(function VoicePanel(
  { greeting, suggestions = [], scores, announce = true, ...rest },
  forwarded,
) {
  const labels = useLabels();
  const begun = useVoice(({ transcript }) => transcript.entries.length > 0);
  const body = useRef<HTMLDivElement>(null);
  /** Whether the sentence was one of ours. */
  const suggested = useRef(false);
  useEffect(() => {
    // The button that said it is gone, and the focus with it: what comes of it is in the transcript.
    if (begun && suggested.current && isNowhere(body.current))
      body.current?.querySelector<HTMLElement>('.vv-transcript')?.focus();
    suggested.current = false;
  }, [begun]);

  return useRoot('div', forwarded, rest, {
    className: 'vv-panel',
    defaults: {
      role: 'group',
      'aria-label': labels.widget,
    },
    'data-state': begun ? 'begun' : 'empty',
    children: (
      <>
        <div ref={body} className="vv-panel__body">
          <div className="vv-panel__presence">
            <AudioVisualizer shape="orb" />
            {!begun && greeting != null && <div className="vv-panel__greeting">{greeting}</div>}
            <ConnectionStatus />
          </div>
          {begun ? (
            <Transcript scores={scores} />
          ) : (
            suggestions.length > 0 && (
              <SuggestionChips
                suggestions={suggestions}
                onSuggestion={() => {
                  suggested.current = true;
                }}
              />
            )
          )}
        </div>
        <ControlBar defaultText />
        {announce && <LiveCaption className="vv-visually-hidden" />}
      </>
    ),
  });
});
