import { ControlBar } from '@vivavoce/react';
import { german } from '@vivavoce/react/german';
import { longHum } from '../conversation.ts';
import { arabic } from '../other-labels.ts';
import { quiet, storiesOf } from '../story.ts';
import type { Story } from '../story.ts';

const inCall = {
  page: <ControlBar />,
  shows: '.vv-controls[data-state="connected"]',
  script: quiet,
};

export const controlBar: readonly Story[] = storiesOf('ControlBar', [
  { name: 'before a call', page: <ControlBar />, shows: '.vv-controls[data-state="idle"]' },
  {
    ...inCall,
    name: 'connecting',
    shows: '.vv-controls[data-state="connecting"]',
    server: 'silent',
  },
  { ...inCall, name: 'in a call' },
  { ...inCall, name: '320 px', width: 320 },
  {
    ...inCall,
    name: 'text and captions',
    page: <ControlBar defaultText defaultCaptions />,
    shows: '.vv-captions[data-state="assistant"]',
    script: (chat) => {
      chat.hear('Tell me about the sea.');
      chat.say('The sea covers most of the planet.', { tones: longHum });
    },
  },
  {
    ...inCall,
    name: 'muted',
    shows: '.vv-microphone[data-state="muted"]',
    provider: { muted: true },
  },
  { ...inCall, name: 'two of them', page: <ControlBar controls={['microphone', 'interrupt']} /> },
  { ...inCall, name: 'German', lang: 'de', provider: { labels: german } },
  { ...inCall, name: 'right to left', dir: 'rtl', lang: 'ar', provider: { labels: arabic } },
]);
