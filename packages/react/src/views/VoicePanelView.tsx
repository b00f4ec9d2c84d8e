import type { ReactNode } from 'react';
import { VoicePanel } from '../components/VoicePanel.tsx';
import type { VoicePanelProps } from '../components/VoicePanel.tsx';
import { VoicePreview } from '../provider/VoicePreview.tsx';
import type { VoicePreviewProps } from '../provider/VoicePreview.tsx';

/** All props of the panel, what it shows, and what its buttons do. */
export interface VoicePanelViewProps extends VoicePanelProps {
  /** What was said, oldest first. Default: nothing. */
  readonly entries?: VoicePreviewProps['entries'];
  /** What goes on: `{ connection: { status: 'connecting' } }`, `{ assistant: 'speaking' }`. Default: before a call. */
  readonly state?: VoicePreviewProps['state'];
  /** What the buttons call: `{ connect, disconnect, toggleMuted, interrupt, sendText }`. Default: nothing. */
  readonly commands?: VoicePreviewProps['commands'];
}

/** The whole conversation by props alone: for a voice of the app's own, or a story. */
export function VoicePanelView({
  entries,
  state,
  commands,
  ...rest
}: VoicePanelViewProps): ReactNode {
  return (
    <VoicePreview entries={entries} state={state} commands={commands}>
      <VoicePanel {...rest} />
    </VoicePreview>
  );
}
