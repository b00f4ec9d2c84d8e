import { EmotionTimeline, VoiceProvider } from '@vivavoce/react';
import type { TranscriptEntry } from '@vivavoce/react';
import '@vivavoce/react/styles.css';
import type { App } from './app.ts';
import { Connect } from './Connect.tsx';

const entries: readonly TranscriptEntry[] = Array.from({ length: 5000 }, (_, index) => ({
  id: `entry-${String(index)}`,
  turn: `entry-${String(index)}`,
  role: index % 2 === 0 ? 'user' : 'assistant',
  text: 'What was said.',
  state: 'final',
  source: 'speech',
  scores: {
    Joy: wave(index, 7),
    Interest: wave(index, 11),
    Calmness: wave(index, 13),
    Doubt: wave(index, 17),
    Anxiety: wave(index, 19),
  },
  receivedAt: index * 4000,
  spokenAt: null,
  time: null,
  toolCalls: [],
  heard: null,
}));

function wave(index: number, length: number): number {
  return 0.5 + 0.5 * Math.sin(index / length);
}

/** The scores of 5,000 messages, beside a conversation in which nothing is said. */
export const app: App = ({ url, onConnected }) => (
  <VoiceProvider url={url}>
    <Connect onConnected={onConnected} />
    <EmotionTimeline entries={entries} />
  </VoiceProvider>
);
