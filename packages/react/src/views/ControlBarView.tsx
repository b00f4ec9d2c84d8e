import type { ReactNode } from 'react';
import { ControlBar } from '../components/ControlBar.tsx';
import type { ControlBarProps } from '../components/ControlBar.tsx';
import { VoicePreview } from '../provider/VoicePreview.tsx';
import type { VoicePreviewProps } from '../provider/VoicePreview.tsx';

/** All props of the control bar, what it shows, and what its buttons do. */
export interface ControlBarViewProps extends ControlBarProps {
  /** What goes on: `{ connection: { status: 'connecting' } }`, `{ muted: true }`. Default: before a call. */
  readonly state?: VoicePreviewProps['state'];
  /** What the buttons call: `{ connect, disconnect, toggleMuted, interrupt, sendText }`. Default: nothing. */
  readonly commands?: VoicePreviewProps['commands'];
}

/** The controls by props alone: for a voice of the app's own, or a story. */
export function ControlBarView({ state, commands, ...rest }: ControlBarViewProps): ReactNode {
  return (
    <VoicePreview state={state} commands={commands}>
      <ControlBar {...rest} />
    </VoicePreview>
  );
}
