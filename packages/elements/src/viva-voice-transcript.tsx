import { Transcript } from '@vivavoce/react';
import { flag, reflect, text } from './reflect.ts';
import { VoiceElement } from './voice-element.ts';

/**
 * The transcript of a conversation, mostly of another element's.
 *
 * @example
 * ```html
 * <viva-voice-panel id="call" url="/voice"></viva-voice-panel>
 * <viva-voice-transcript for="call"></viva-voice-transcript>
 * ```
 */
export class VivaVoiceTranscript extends VoiceElement {
  /** Shown while the transcript is empty. Default: a sentence. */
  declare placeholder: string | null;
  /** Whether it offers the expression scores of each turn. Default: false. */
  declare scores: boolean;

  static {
    reflect(this, { placeholder: text, scores: flag });
  }

  protected override content(): unknown {
    return <Transcript placeholder={this.placeholder ?? undefined} scores={this.scores} />;
  }
}
