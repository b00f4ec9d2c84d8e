import { forwardRef } from 'react';
import { useLabels } from '../hooks/useLabels.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { useVoiceBinding } from '../hooks/useVoiceBinding.ts';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';

/** All props of a `<div>` but its content, and the sentences. */
export interface SuggestionChipsProps extends ElementProps<'div', 'children'> {
  /** What could be said, a sentence for each button. Default: none. */
  readonly suggestions?: readonly string[] | undefined;
  /** Called with the sentence that was pressed, before it is said. */
  readonly onSuggestion?: ((suggestion: string) => void) | undefined;
}

/**
 * Sentences to begin with. Pressing one says it for the user; outside of a call it starts one first. While the connection is
 * not up yet, or lost, they are `aria-disabled`. `data-state` is the connection's status.
 */
export const SuggestionChips: RootComponent<'div', SuggestionChipsProps> = forwardRef(
  function SuggestionChips({ suggestions = [], onSuggestion, ...rest }, forwarded) {
    const labels = useLabels();
    const { connect, sendText } = useVoiceBinding().commands;
    const status = useVoice((voice) => voice.status);
    const up = status === 'connected';
    const usable = up || status === 'idle' || status === 'closed' || status === 'failed';

    function say(suggestion: string): void {
      if (!usable) return;
      onSuggestion?.(suggestion);
      // What hinders either is in the state, and the button is there to be pressed again.
      const ready = up ? Promise.resolve() : connect();
      ready.then(() => sendText(suggestion)).catch(() => undefined);
    }

    return useRoot('div', forwarded, rest, {
      className: 'vv-suggestions',
      defaults: {
        role: 'group',
        'aria-label': labels.suggestions,
      },
      'data-state': status,
      children: suggestions.map((suggestion) => (
        <button
          key={suggestion}
          type="button"
          className="vv-button"
          dir="auto"
          aria-disabled={!usable || undefined}
          onClick={() => say(suggestion)}
        >
          {suggestion}
        </button>
      )),
    });
  },
);
