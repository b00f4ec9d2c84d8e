import { EmotionMeter } from '@vivavoce/react';
import type { EmotionName, TranscriptEntry } from '@vivavoce/react';
import { german } from '@vivavoce/react/german';
import { emotionScores } from '@vivavoce/testing';
import { smallTalk } from '../conversation.ts';
import { arabic } from '../other-labels.ts';
import { storiesOf } from '../story.ts';
import type { Story } from '../story.ts';

const meter = { page: <EmotionMeter />, width: 340, shows: '[data-state="scored"]' };
const names = Object.keys(emotionScores());

/** A message of the user with these scores; the wire would not let all of them pass. */
function scored(scores: Readonly<Record<string, number>>): TranscriptEntry {
  return {
    id: 'odd',
    turn: 'odd',
    role: 'user',
    text: 'Hm.',
    state: 'final',
    source: 'speech',
    scores,
    spokenAt: 0,
    receivedAt: 0,
    time: null,
    heard: null,
    toolCalls: [],
  };
}

export const emotionMeter: readonly Story[] = storiesOf('EmotionMeter', [
  { ...meter, name: 'before the first words', shows: '[data-state="empty"]' },
  { ...meter, name: 'the user', script: (chat) => smallTalk(chat) },
  {
    ...meter,
    name: 'the assistant, chosen expressions',
    page: <EmotionMeter participant="assistant" names={['Joy', 'Interest', 'Sadness', 'Anger']} />,
    script: (chat) => smallTalk(chat),
  },
  {
    ...meter,
    name: 'both sides',
    page: <EmotionMeter participant="both" />,
    width: 480,
    script: (chat) => smallTalk(chat),
  },
  {
    ...meter,
    name: 'all 48',
    page: (
      <EmotionMeter
        top={48}
        entry={scored(
          Object.fromEntries(names.map((name, index) => [name, 0.9 * Math.exp(-index / 16)])),
        )}
      />
    ),
  },
  {
    ...meter,
    name: 'German, both sides',
    page: <EmotionMeter participant="both" />,
    width: 480,
    lang: 'de',
    provider: { labels: german },
    script: (chat) => smallTalk(chat),
  },
  {
    ...meter,
    name: 'right to left',
    dir: 'rtl',
    lang: 'ar',
    provider: { labels: arabic },
    script: (chat) =>
      chat.hear('مرحبا!', { scores: { Joy: 0.7, Interest: 0.5, Calmness: 0.3, Anxiety: 0.1 } }),
  },
  {
    ...meter,
    name: 'scores that are no numbers',
    shows: '.vv-emotions',
    page: (
      <EmotionMeter entry={scored(Object.fromEntries(names.map((name) => [name, Number.NaN])))} />
    ),
  },
  {
    ...meter,
    name: 'scores beyond the scale',
    page: (
      <EmotionMeter
        names={['Joy', 'Interest', 'Calmness', 'No such expression' as EmotionName]}
        entry={scored({ Joy: 7, Interest: -2 })}
      />
    ),
  },
]);
