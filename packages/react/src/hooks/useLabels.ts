import { useContext } from 'react';
import { english } from '../provider/labels/english.ts';
import type { VoiceLabels } from '../provider/labels/voice-labels.ts';
import { LabelsContext } from '../provider/voice-context.ts';

/** The labels of the nearest {@link VoiceProvider}; `english` without any. */
export function useLabels(): VoiceLabels {
  return useContext(LabelsContext) ?? english;
}
