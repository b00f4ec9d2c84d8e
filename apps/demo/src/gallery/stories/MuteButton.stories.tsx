import { MuteButton } from '@vivavoce/react';
import { Row } from '../Row.tsx';
import { quiet, storiesOf } from '../story.ts';
import type { Story } from '../story.ts';

const button = (
  <Row>
    <MuteButton />
  </Row>
);

export const muteButton: readonly Story[] = storiesOf('MuteButton', [
  { name: 'no call', page: button, shows: '[data-state="off"]' },
  {
    name: 'asking',
    page: button,
    shows: '[data-state="asking"]',
    microphone: 'asking',
    script: quiet,
  },
  { name: 'live', page: button, shows: '[data-state="live"]', script: quiet },
  {
    name: 'muted',
    page: button,
    shows: '[data-state="muted"]',
    provider: { muted: true },
    script: quiet,
  },
  {
    name: 'microphone unplugged',
    page: button,
    shows: '[data-state="lost"]',
    script: (_, { takeMicrophone }) => takeMicrophone('unplugged'),
  },
]);
