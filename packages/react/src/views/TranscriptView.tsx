import type { ReactNode } from 'react';
import { Transcript } from '../components/Transcript.tsx';
import type { TranscriptProps } from '../components/Transcript.tsx';
import type { TranscriptEntry } from '../hooks/useTranscript.ts';
import { VoicePreview } from '../provider/VoicePreview.tsx';

/** All props of the transcript, and what it shows. */
export interface TranscriptViewProps extends TranscriptProps {
  /** What was said, oldest first. */
  readonly entries: readonly TranscriptEntry[];
  /** Whether three dots stand at its end. Default: false. */
  readonly thinking?: boolean | undefined;
}

/** The transcript by props alone, without a call: of one that has ended, in a story, or for another voice. */
export function TranscriptView({
  entries,
  thinking = false,
  ...rest
}: TranscriptViewProps): ReactNode {
  return (
    <VoicePreview entries={entries} state={{ assistant: thinking ? 'thinking' : 'idle' }}>
      <Transcript {...rest} />
    </VoicePreview>
  );
}
