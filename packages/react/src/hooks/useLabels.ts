import { useContext } from 'react';
import { english } from '../provider/labels/english.ts';
import type { VoiceLabels } from '../provider/labels/voice-labels.ts';
import { LabelsContext } from '../provider/voice-context.ts';

/** The words that the nearest {@link VoiceProvider} was given; English ones outside of any. */
export function useLabels(): VoiceLabels {
  return useContext(LabelsContext) ?? english;
}
