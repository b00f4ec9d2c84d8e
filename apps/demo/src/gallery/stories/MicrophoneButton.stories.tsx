import { MicrophoneButton } from '@vivavoce/react';
import { quiet, storiesOf } from '../story.ts';
import type { Story } from '../story.ts';

export const microphoneButton: readonly Story[] = storiesOf('MicrophoneButton', [
  { name: 'off', page: <MicrophoneButton />, shows: '.vv-microphone[data-state="off"]' },
  {
    name: 'live',
    page: <MicrophoneButton />,
    shows: '.vv-microphone[data-state="live"]',
    script: quiet,
  },
  {
    name: 'heard',
    page: <MicrophoneButton />,
    shows: '.vv-microphone[data-state="live"]',
    humming: true,
    script: quiet,
  },
  {
    name: 'muted',
    page: <MicrophoneButton />,
    shows: '.vv-microphone[data-state="muted"]',
    provider: { muted: true },
    script: quiet,
  },
  {
    name: 'unplugged',
    page: <MicrophoneButton />,
    shows: '.vv-microphone[data-state="lost"]',
    script: (_, { takeMicrophone }) => takeMicrophone('unplugged'),
  },
  {
    name: 'without a menu, right to left',
    page: <MicrophoneButton devices={false} />,
    shows: '.vv-microphone[data-state="live"]',
    dir: 'rtl',
    script: quiet,
  },
]);
