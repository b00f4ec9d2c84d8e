import { EmotionTimeline } from '@vivavoce/react';
import type { TranscriptEntry } from '@vivavoce/react';
import { german } from '@vivavoce/react/german';
import { smallTalk } from '../conversation.ts';
import { arabic } from '../other-labels.ts';
import { storiesOf } from '../story.ts';
import type { Story } from '../story.ts';

/** A conversation of that many messages, whose mood turns from one expression to the next. */
function longTalk(count: number): TranscriptEntry[] {
  const names = ['Interest', 'Joy', 'Calmness', 'Anxiety', 'Surprise (positive)'] as const;
  return Array.from({ length: count }, (_, index) => {
    const scores = names.map((name, place) => {
      const wave = Math.sin((index / count) * 9 + place * 1.7) ** 2;
      return [name, 0.8 * wave * (0.6 + 0.4 * Math.sin(index * (place + 2)))] as const;
    });
    return {
      id: `message-${index}`,
      turn: `message-${index}`,
      role: index % 2 === 0 ? 'user' : 'assistant',
      text: index % 2 === 0 ? 'And what happened then?' : 'Then the light came back.',
      state: 'final',
      source: 'speech',
      scores: Object.fromEntries(scores),
      receivedAt: Date.UTC(2026, 2, 14, 9) + index * 4000,
      spokenAt: null,
      time: null,
      heard: null,
      toolCalls: [],
    };
  });
}

const timeline = { page: <EmotionTimeline />, width: 640, shows: '[data-state="scored"]' };

export const emotionTimeline: readonly Story[] = storiesOf('EmotionTimeline', [
  {
    ...timeline,
    name: 'a conversation given by the app',
    page: <EmotionTimeline entries={longTalk(60)} />,
  },
  { ...timeline, name: 'before the first words', shows: '[data-state="empty"]' },
  { ...timeline, name: 'in a call', script: (chat) => smallTalk(chat) },
  {
    ...timeline,
    name: 'five thousand messages',
    page: <EmotionTimeline entries={longTalk(5000)} />,
  },
  {
    ...timeline,
    name: 'the user alone, chosen expressions',
    page: <EmotionTimeline participant="user" names={['Joy', 'Anxiety']} entries={longTalk(60)} />,
  },
  {
    ...timeline,
    name: 'German, no room',
    width: 260,
    lang: 'de',
    provider: { labels: german },
    page: <EmotionTimeline entries={longTalk(24)} />,
  },
  {
    ...timeline,
    name: 'right to left',
    dir: 'rtl',
    lang: 'ar',
    provider: { labels: arabic },
    page: <EmotionTimeline entries={longTalk(24)} />,
  },
]);
