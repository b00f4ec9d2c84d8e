import type { EmotionName } from '@vivavoce/core';
import { useContext, useMemo } from 'react';
import { englishTimeline } from '../provider/labels/english-timeline.ts';
import type { TimelineLabels } from '../provider/labels/voice-labels.ts';
import { LabelsContext } from '../provider/voice-context.ts';
import type { TranscriptEntry } from '../store/transcript-state.ts';
import { useTranscriptLabels } from './useTranscriptLabels.ts';

/** All that the timeline says, in the language of the nearest provider; in English where that has no words for it. */
export interface TimelineWords {
  readonly labels: TimelineLabels;
  /** A score with two decimals. */
  readonly score: (score: number) => string;
  /** When an entry was said: hours, minutes and seconds. */
  readonly time: (entry: TranscriptEntry) => string;
  readonly name: (name: EmotionName) => string;
  readonly speaker: (role: TranscriptEntry['role']) => string;
}

export function useTimelineWords(): TimelineWords {
  const labels = useContext(LabelsContext)?.timeline ?? englishTimeline;
  const { locale, emotions, you, assistant } = useTranscriptLabels();
  return useMemo(() => {
    const two = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
    const scores = new Intl.NumberFormat(locale, two);
    const times = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
    return {
      labels,
      score: (score) => scores.format(score),
      time: ({ spokenAt, receivedAt }) => times.format(spokenAt ?? receivedAt),
      name: (name) => emotions[name] ?? name,
      speaker: (role) => (role === 'user' ? you : assistant),
    };
  }, [labels, locale, emotions, you, assistant]);
}
