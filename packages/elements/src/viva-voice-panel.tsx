import { VoicePanel } from '@vivavoce/react';
import type { ReactNode } from 'react';
import { flag, list, reflect, text } from './reflect.ts';
import { VoiceElement } from './voice-element.ts';

/**
 * The whole conversation as a part of the page.
 *
 * @example
 * ```html
 * <viva-voice-panel url="/voice" greeting="Hello!" suggestions='["What can you do?"]'></viva-voice-panel>
 * ```
 */
export class VivaVoicePanel extends VoiceElement {
  /** Shown until something is said; an element with `slot="greeting"` takes its place. Default: nothing. */
  declare greeting: string | null;
  /** Sentences to begin with, as buttons; a JSON array as an attribute. Default: none. */
  declare suggestions: readonly string[];
  /** Whether the transcript offers the expression scores of each turn. Default: false. */
  declare scores: boolean;

  static {
    reflect(this, { greeting: text, suggestions: list, scores: flag });
  }

  protected override content(): unknown {
    return (
      <VoicePanel
        greeting={greetingOf(this.greeting, this.has('greeting'))}
        suggestions={this.suggestions}
        scores={this.scores}
      />
    );
  }
}

/** The page's own element, or else the text. */
export function greetingOf(text: string | null, slotted: boolean): ReactNode {
  return slotted || text ? <slot name="greeting">{text}</slot> : null;
}
