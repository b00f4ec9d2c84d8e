import type { VoiceEventOf } from '@vivavoce/core';
import { useState } from 'react';
import { hasMessageId, interimEntry } from '../store/transcript-edits.ts';
import type { TranscriptEntry } from '../store/transcript-state.ts';
import { useVoice } from './useVoice.ts';
import { useVoiceEvent } from './useVoiceEvent.ts';

/** What is being said at this moment. */
export interface Caption {
  /** The assistant's sentence that is being played, or else the user's words so far; undefined while nobody speaks. */
  readonly entry: TranscriptEntry | undefined;
  /** When the sound of the sentence began: ms since the epoch. */
  readonly since: number;
  /** All that was said. */
  readonly entries: readonly TranscriptEntry[];
}

export function useCaption(): Caption {
  const [playing, play] = useState<VoiceEventOf<'playback-started'> | null>(null);
  useVoiceEvent('playback-started', play);
  const { assistant, transcript } = useVoice(({ assistant, transcript }) => ({
    assistant,
    transcript,
  }));
  const { entries } = transcript;
  const spoken =
    assistant === 'speaking' && playing
      ? entries.findLast((entry) => hasMessageId(entry, playing.messageId))
      : undefined;
  return { entry: spoken ?? interimEntry(transcript), since: playing?.at ?? 0, entries };
}
