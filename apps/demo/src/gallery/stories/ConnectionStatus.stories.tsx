import { ConnectionStatus, useVoice } from '@vivavoce/react';
import { german } from '@vivavoce/react/german';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { longHum } from '../conversation.ts';
import { arabic } from '../other-labels.ts';
import { quiet, storiesOf } from '../story.ts';
import type { Story } from '../story.ts';

const status = { page: <ConnectionStatus />, width: 400 };

export const connectionStatus: readonly Story[] = storiesOf('ConnectionStatus', [
  { ...status, name: 'no call', shows: '[data-state="idle"]' },
  {
    ...status,
    name: 'connecting',
    shows: '[data-state="connecting"]',
    server: 'silent',
    script: quiet,
  },
  {
    ...status,
    name: 'asking for the microphone',
    shows: '.vv-status__notice',
    microphone: 'asking',
    script: quiet,
  },
  { ...status, name: 'listening', shows: '[data-activity="listening"]', script: quiet },
  {
    ...status,
    name: 'user speaking',
    shows: '[data-activity="userSpeaking"]',
    humming: true,
    script: quiet,
  },
  {
    ...status,
    name: 'thinking',
    shows: '[data-activity="thinking"]',
    script: (chat) => chat.hear('What is the time?'),
  },
  {
    ...status,
    name: 'speaking',
    shows: '[data-activity="speaking"]',
    script: (chat) => void chat.say('A quarter past nine.', { tones: longHum }),
  },
  {
    ...status,
    name: 'paused',
    page: <PausedStatus />,
    shows: '[data-activity="paused"]',
    script: quiet,
  },
  {
    ...status,
    name: 'muted',
    shows: '[data-activity="muted"]',
    provider: { muted: true },
    script: quiet,
  },
  {
    ...status,
    name: 'microphone unplugged',
    shows: '.vv-status__notice',
    script: (_, { takeMicrophone }) => takeMicrophone('unplugged'),
  },
  {
    ...status,
    name: 'microphone taken away',
    shows: '.vv-status__notice',
    script: (_, { takeMicrophone }) => takeMicrophone('revoked'),
  },
  {
    ...status,
    name: 'kept silent by the browser',
    shows: '.vv-status__notice',
    silenced: true,
    script: quiet,
  },
  {
    ...status,
    name: 'connection lost',
    shows: '[data-state="reconnecting"] .vv-status__notice',
    provider: { reconnect: { nextDelay: () => 600_000 } },
    script: (chat) => chat.drop(),
  },
  {
    ...status,
    name: 'ended by the server',
    shows: '[data-state="closed"]',
    script: (chat) => chat.close(),
  },
  {
    ...status,
    name: 'error of the server',
    shows: '[data-state="connected"] .vv-status__error',
    script: (chat) => chat.fail('inference_error', 'The model is gone.'),
  },
  {
    ...status,
    name: 'no microphone allowed',
    shows: '[data-reason="microphone-denied"]',
    microphone: 'denied',
    script: quiet,
  },
  {
    ...status,
    name: 'typing, German',
    shows: '[data-activity="typing"]',
    lang: 'de',
    provider: { microphone: false, labels: german },
    script: quiet,
  },
  {
    ...status,
    name: 'no microphone there',
    shows: '[data-reason="microphone-missing"]',
    microphone: 'missing',
    script: quiet,
  },
  {
    ...status,
    name: 'no server',
    shows: '[data-state="failed"] .vv-status__error',
    server: 'absent',
    script: quiet,
  },
  {
    ...status,
    name: 'German, unsupported browser',
    shows: '[data-reason="microphone-unsupported"]',
    lang: 'de',
    microphone: 'unsupported',
    provider: { labels: german },
    script: quiet,
  },
  {
    ...status,
    name: 'right to left, no server',
    shows: '[data-state="failed"] .vv-status__error',
    dir: 'rtl',
    lang: 'ar',
    provider: { labels: arabic },
    server: 'absent',
    script: quiet,
  },
]);

/** Asks the assistant to hold its replies as soon as there is a call. */
function PausedStatus(): ReactNode {
  const { status, pauseAssistant } = useVoice(({ status, pauseAssistant }) => ({
    status,
    pauseAssistant,
  }));
  useEffect(() => {
    if (status === 'connected') pauseAssistant();
  }, [status, pauseAssistant]);
  return <ConnectionStatus />;
}
