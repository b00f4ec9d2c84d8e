import { CallTimer } from '@vivavoce/react';
import { Row } from '../Row.tsx';
import { quiet, storiesOf } from '../story.ts';
import type { Story } from '../story.ts';

const timer = (
  <Row>
    <CallTimer />
  </Row>
);

export const callTimer: readonly Story[] = storiesOf('CallTimer', [
  { name: 'no call', page: timer, shows: '.vv-timer[data-state="idle"]' },
  {
    name: 'running',
    page: timer,
    // Whichever second it is: a busy page may miss any one of them.
    shows: '.vv-timer[data-state="running"]:not([datetime="PT0S"])',
    script: quiet,
  },
  {
    name: 'past an hour',
    page: timer,
    shows: '.vv-timer[data-state="running"][datetime^="PT3"]',
    script: (_, { letTimePass }) => letTimePass(3_661_000),
  },
  {
    name: 'ended',
    page: timer,
    shows: '.vv-timer[data-state="ended"]',
    script: (chat) => chat.close(),
  },
]);
