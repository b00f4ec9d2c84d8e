import { useContext } from 'react';
import { englishActivity } from '../provider/labels/english-activity.ts';
import type { VoiceLabels } from '../provider/labels/voice-labels.ts';
import { LabelsContext } from '../provider/voice-context.ts';

/** Those of `useLabels` that say what goes on, without the weight of the others. */
export function useActivityLabels(): VoiceLabels['activity'] {
  return useContext(LabelsContext)?.activity ?? englishActivity;
}
