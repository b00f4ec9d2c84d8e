import { VivaVoicePanel } from './viva-voice-panel.tsx';
import { VivaVoiceTranscript } from './viva-voice-transcript.tsx';
import { VivaVoiceWidget } from './viva-voice-widget.tsx';

export { VivaVoicePanel } from './viva-voice-panel.tsx';
export { VivaVoiceTranscript } from './viva-voice-transcript.tsx';
export { VivaVoiceWidget } from './viva-voice-widget.tsx';
export type { VoiceWidgetEventMap } from './viva-voice-widget.tsx';
export type {
  VoiceElement,
  VoiceElementBase,
  VoiceElementEventMap,
  VoiceElementState,
} from './voice-element.ts';
export type { VoiceElementTool } from './conversation.tsx';

const elements = {
  'viva-voice-panel': VivaVoicePanel,
  'viva-voice-transcript': VivaVoiceTranscript,
  'viva-voice-widget': VivaVoiceWidget,
} as const;

declare global {
  interface HTMLElementTagNameMap {
    'viva-voice-panel': VivaVoicePanel;
    'viva-voice-transcript': VivaVoiceTranscript;
    'viva-voice-widget': VivaVoiceWidget;
  }
}

// Not on a server; and of two copies of this file in a page the first one's stay.
for (const [name, element] of Object.entries(elements))
  if (globalThis.customElements && !customElements.get(name)) customElements.define(name, element);
