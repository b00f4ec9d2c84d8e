import { VoiceWidget } from '@vivavoce/react';
import { choice, flag, list, reflect, text } from './reflect.ts';
import type { Kind } from './reflect.ts';
import { greetingOf } from './viva-voice-panel.tsx';
import { VoiceElement } from './voice-element.ts';
import type { VoiceElementBase, VoiceElementEventMap } from './voice-element.ts';

/** Events of the widget. */
export interface VoiceWidgetEventMap extends VoiceElementEventMap {
  /** The user has opened or closed the panel. */
  openchange: CustomEvent<{ readonly open: boolean }>;
}

const side: Kind<'start' | 'end'> = {
  read: (attribute) => (attribute === 'start' ? 'start' : 'end'),
  write: (value) => (value === 'start' ? value : null),
};

/**
 * A launcher in the corner of the page, and the whole conversation behind it.
 *
 * @example
 * ```html
 * <viva-voice-widget url="/voice" title="Ask us"></viva-voice-widget>
 * ```
 */
export class VivaVoiceWidget extends VoiceElement {
  declare addEventListener: VoiceElementBase<VoiceWidgetEventMap>['addEventListener'];
  declare removeEventListener: VoiceElementBase<VoiceWidgetEventMap>['removeEventListener'];

  /** Shown until something is said; an element with `slot="greeting"` takes its place. Default: nothing. */
  declare greeting: string | null;
  /** Sentences to begin with, as buttons; a JSON array as an attribute. Default: none. */
  declare suggestions: readonly string[];
  /** Whether the transcript offers the expression scores of each turn. Default: false. */
  declare scores: boolean;
  /** Whether the panel is open. Default: false. */
  declare open: boolean;
  /** Whether the open panel is all that can be used. Default: on phones, where it is a sheet over the page. */
  declare modal: boolean | undefined;
  /** The corner, at the start or the end of a line. Default: `end`. */
  declare side: 'start' | 'end';

  static {
    // `title` is a property of every element.
    this.observedAttributes = [...this.observedAttributes, 'title'];
    reflect(this, {
      greeting: text,
      suggestions: list,
      scores: flag,
      open: flag,
      modal: choice,
      side,
    });
  }

  protected override content(): unknown {
    return (
      <VoiceWidget
        open={this.open}
        onOpenChange={(open) => {
          this.open = open;
          this.tell('openchange', { open });
        }}
        modal={this.modal}
        side={this.side}
        title={this.title || undefined}
        greeting={greetingOf(this.greeting, this.has('greeting'))}
        suggestions={this.suggestions}
        scores={this.scores}
      />
    );
  }
}
