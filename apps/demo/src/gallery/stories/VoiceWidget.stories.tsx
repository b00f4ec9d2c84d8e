import { VoiceWidget } from '@vivavoce/react';
import { german } from '@vivavoce/react/german';
import { longHum, smallTalk } from '../conversation.ts';
import { arabic } from '../other-labels.ts';
import { quiet, storiesOf } from '../story.ts';
import type { Story } from '../story.ts';
import { waitFor } from '../wait-for.ts';

const open = { page: <VoiceWidget defaultOpen /> };

export const voiceWidget: readonly Story[] = storiesOf('VoiceWidget', [
  { name: 'closed', page: <VoiceWidget />, shows: '.vv-widget[data-state="closed"]' },
  {
    name: 'closed, in a call',
    page: <VoiceWidget />,
    shows: '[data-activity="listening"]',
    script: quiet,
  },
  { ...open, name: 'open', shows: '.vv-widget__panel[open]' },
  {
    ...open,
    name: 'connecting',
    shows: '[open] .vv-connect[data-state="connecting"]',
    server: 'silent',
    script: quiet,
  },
  { ...open, name: 'listening', shows: '[open] [data-activity="listening"]', script: quiet },
  {
    ...open,
    name: 'a conversation',
    shows: '[open] .vv-turn:nth-of-type(3)',
    script: (chat) => smallTalk(chat),
  },
  {
    ...open,
    name: 'speaking',
    shows: '[open] .vv-visualizer[data-state="speaking"]',
    script: (chat) => {
      chat.hear('Tell me about the sea.');
      chat.say('The sea covers most of the planet.', { tones: longHum });
    },
  },
  {
    ...open,
    name: 'muted',
    shows: '[open] .vv-mute[data-state="muted"]',
    provider: { muted: true },
    script: (chat) => smallTalk(chat),
  },
  {
    ...open,
    name: 'connection lost',
    shows: '[open] [data-state="reconnecting"] .vv-status__notice',
    provider: { reconnect: { nextDelay: () => 600_000 } },
    script: async (chat) => {
      smallTalk(chat);
      await waitFor('.vv-turn');
      chat.drop();
    },
  },
  {
    ...open,
    name: 'no server',
    shows: '[open] [data-state="failed"] .vv-status__error',
    server: 'absent',
    script: quiet,
  },
  {
    ...open,
    name: 'German, no microphone allowed',
    shows: '[open] [data-reason="microphone-denied"]',
    lang: 'de',
    provider: { labels: german },
    microphone: 'denied',
    script: quiet,
  },
  {
    ...open,
    name: 'right to left',
    shows: '[open] .vv-turn:nth-of-type(2)',
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
