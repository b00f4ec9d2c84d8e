import { useContext } from 'react';
import { englishTranscript } from '../provider/labels/english-transcript.ts';
import type { TranscriptLabels } from '../provider/labels/voice-labels.ts';
import { LabelsContext } from '../provider/voice-context.ts';

/** Those of `useLabels` that transcripts and meters say, without the weight of the others. */
export function useTranscriptLabels(): TranscriptLabels {
  return useContext(LabelsContext) ?? englishTranscript;
}
