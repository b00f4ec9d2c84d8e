import type { ReactNode } from 'react';
import { EmotionMeter } from '../components/EmotionMeter.tsx';
import type { ElementProps } from '../components/useRoot.ts';
import type { EmotionChoice } from '../hooks/useEmotionRows.ts';
import type { TranscriptEntry } from '../hooks/useTranscript.ts';
import { VoicePreview } from '../provider/VoicePreview.tsx';

/** All props of a `<div>`, and which scores to show. */
export type EmotionMeterViewProps = ElementProps<'div', 'children'> &
  EmotionChoice & {
    /** Scores by expression, 0 to 1; null where there are none yet. */
    readonly scores: TranscriptEntry['scores'];
    /** Whose they are. Default: `user`. */
    readonly participant?: 'user' | 'assistant' | undefined;
  };

/** The meter by props alone, without a call. */
export function EmotionMeterView({
  scores,
  participant = 'user',
  ...rest
}: EmotionMeterViewProps): ReactNode {
  const entry: TranscriptEntry = {
    id: 'scores',
    turn: 'scores',
    role: participant,
    text: '',
    state: 'final',
    source: 'speech',
    scores,
    receivedAt: 0,
    spokenAt: null,
    time: null,
    toolCalls: [],
    heard: null,
  };
  return (
    <VoicePreview>
      <EmotionMeter {...rest} entry={entry} />
    </VoicePreview>
  );
}
