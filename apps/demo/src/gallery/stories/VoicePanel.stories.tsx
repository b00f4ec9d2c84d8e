import { VoicePanel } from '@vivavoce/react';
import { german } from '@vivavoce/react/german';
import { longHum, smallTalk } from '../conversation.ts';
import { arabic } from '../other-labels.ts';
import { quiet, storiesOf } from '../story.ts';
import type { Story } from '../story.ts';
import { waitFor } from '../wait-for.ts';

export const voicePanel: readonly Story[] = storiesOf('VoicePanel', [
  { name: 'before a call', page: <VoicePanel />, shows: '.vv-panel[data-state="empty"]' },
  {
    name: 'greeting and suggestions',
    page: (
      <VoicePanel
        greeting="Hi! What shall we talk about?"
        suggestions={['Tell me a story', 'What can you do?', 'How do I sound today?']}
      />
    ),
    shows: '.vv-suggestions',
  },
  {
    name: 'greeting, in a call',
    page: (
      <VoicePanel
        greeting="Hi! What shall we talk about?"
        suggestions={['Tell me a story', 'What can you do?', 'How do I sound today?']}
      />
    ),
    shows: '.vv-panel [data-activity="listening"]',
    script: quiet,
  },
  {
    name: 'a conversation',
    page: <VoicePanel />,
    shows: '.vv-turn:nth-of-type(3)',
    script: (chat) => smallTalk(chat),
  },
  {
    name: 'a narrow column',
    page: <VoicePanel />,
    shows: '.vv-turn:nth-of-type(3)',
    width: 320,
    script: (chat) => smallTalk(chat),
  },
  {
    name: 'speaking',
    page: <VoicePanel />,
    shows: '.vv-visualizer[data-state="speaking"]',
    script: (chat) => {
      chat.hear('Tell me about the sea.');
      chat.say('The sea covers most of the planet.', { tones: longHum });
    },
  },
  {
    name: 'connection lost',
    page: <VoicePanel />,
    shows: '[data-state="reconnecting"] .vv-status__notice',
    provider: { reconnect: { nextDelay: () => 600_000 } },
    script: async (chat) => {
      smallTalk(chat);
      await waitFor('.vv-turn');
      chat.drop();
    },
  },
  {
    name: 'no server',
    page: (
      <VoicePanel
        greeting="Hi! What shall we talk about?"
        suggestions={['Tell me a story', 'What can you do?', 'How do I sound today?']}
      />
    ),
    shows: '[data-state="failed"] .vv-status__error',
    server: 'absent',
    script: quiet,
  },
  {
    name: 'German, no microphone allowed',
    page: <VoicePanel />,
    shows: '[data-reason="microphone-denied"]',
    lang: 'de',
    provider: { labels: german },
    microphone: 'denied',
    script: quiet,
  },
  {
    name: 'right to left',
    page: <VoicePanel />,
    shows: '.vv-turn:nth-of-type(2)',
    dir: 'rtl',
    lang: 'ar',
    provider: { labels: arabic },
    script: (chat) => {
      chat.hear('مرحبا، كيف الطقس اليوم؟');
      chat.say('الجو مشمس ودافئ اليوم.', { tones: [] });
      chat.endTurn();
    },
  },
]);
