'use client';

import { VoiceProvider } from '@vivavoce/react';
import type { TranscriptEntry } from '@vivavoce/react';
import { AudioVisualizer } from '@/components/voice/AudioVisualizer';
import { CaptionsView } from '@/components/voice/CaptionsView';
import { ControlBarView } from '@/components/voice/ControlBarView';
import { EmotionMeterView } from '@/components/voice/EmotionMeterView';
import { EmotionTimeline } from '@/components/voice/EmotionTimeline';
import { LiveCaption } from '@/components/voice/LiveCaption';
import { TranscriptView } from '@/components/voice/TranscriptView';
import { VoicePanel } from '@/components/voice/VoicePanel';
import { VoicePanelView } from '@/components/voice/VoicePanelView';

function entry(
  id: string,
  role: 'user' | 'assistant',
  text: string,
  scores: TranscriptEntry['scores'],
): TranscriptEntry {
  const receivedAt = Date.UTC(2026, 0, 1, 12, 0, Number(id));
  return {
    id,
    turn: id,
    role,
    text,
    state: 'final',
    source: 'speech',
    scores,
    receivedAt,
    spokenAt: receivedAt,
    time: null,
    toolCalls: [],
    heard: null,
  };
}

const entries = [
  entry('1', 'user', 'What is two plus two?', { Interest: 0.7, Calmness: 0.4, Joy: 0.1 }),
  entry('2', 'assistant', 'Two plus two is four.', { Calmness: 0.6, Joy: 0.3, Pride: 0.2 }),
  entry('3', 'user', 'And four plus four?', { Interest: 0.5, Amusement: 0.4, Joy: 0.3 }),
  entry('4', 'assistant', 'That is eight.', { Joy: 0.5, Calmness: 0.5, Pride: 0.3 }),
];

const connection = {
  status: 'connected',
  chatId: 'chat',
  chatGroupId: 'group',
  since: Date.UTC(2026, 0, 1, 12),
} as const;

/** Each part as its user puts it: by props alone, and the panel of a call. */
export default function Page() {
  return (
    <main className="mx-auto flex max-w-5xl flex-col gap-6 p-4 sm:p-8">
      <h1 className="text-2xl font-semibold">Voice</h1>
      <div className="grid grid-cols-1 gap-6 md:grid-cols-2">
        <section aria-label="Call">
          <VoiceProvider url="ws://127.0.0.1:9">
            <VoicePanel
              className="rounded-none"
              greeting="Ask me anything"
              suggestions={['What is two plus two?']}
            />
            <LiveCaption className="sr-only" />
          </VoiceProvider>
        </section>
        <section aria-label="Panel">
          <VoicePanelView entries={entries} state={{ connection, microphone: 'live' }} />
        </section>
        <section aria-label="Transcript" className="h-72 rounded-lg border p-2">
          <TranscriptView className="h-full" entries={entries} scores thinking />
        </section>
        <section aria-label="Controls" className="flex flex-col gap-4">
          <ControlBarView state={{ connection, microphone: 'live', muted: true }} />
          <CaptionsView text="Two plus two is four." said={12} />
          <AudioVisualizer shape="orb" state="speaking" level={0.6} />
        </section>
        <section aria-label="Expressions">
          <EmotionMeterView scores={entries[0]?.scores ?? null} top={3} />
        </section>
        <section aria-label="Timeline">
          <EmotionTimeline entries={entries} top={3} />
        </section>
      </div>
    </main>
  );
}
