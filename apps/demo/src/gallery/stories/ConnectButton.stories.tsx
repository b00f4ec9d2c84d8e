import { ConnectButton } from '@vivavoce/react';
import { german } from '@vivavoce/react/german';
import { arabic } from '../other-labels.ts';
import { Row } from '../Row.tsx';
import { quiet, storiesOf } from '../story.ts';
import type { Story } from '../story.ts';
import { press } from '../wait-for.ts';

const button = (
  <Row>
    <ConnectButton />
  </Row>
);

export const connectButton: readonly Story[] = storiesOf('ConnectButton', [
  { name: 'no call', page: button, shows: '[data-state="idle"]' },
  {
    name: 'connecting',
    page: button,
    shows: '[data-state="connecting"]',
    server: 'silent',
    script: quiet,
  },
  { name: 'connected', page: button, shows: '[data-state="connected"]', script: quiet },
  {
    name: 'connection lost',
    page: button,
    shows: '[data-state="reconnecting"]',
    provider: { reconnect: { nextDelay: () => 600_000 } },
    script: (chat) => chat.drop(),
  },
  {
    name: 'hanging up',
    page: button,
    shows: '[data-state="closing"]',
    clinging: true,
    script: () => press('[data-state="connected"]'),
  },
  {
    name: 'failed',
    page: button,
    shows: '[data-state="failed"]',
    server: 'absent',
    script: quiet,
  },
  {
    name: 'German',
    page: button,
    shows: '[data-state="idle"]',
    lang: 'de',
    provider: { labels: german },
  },
  {
    name: 'right to left',
    page: button,
    shows: '[data-state="connected"]',
    dir: 'rtl',
    lang: 'ar',
    provider: { labels: arabic },
    script: quiet,
  },
  {
    name: 'words of your own',
    page: (
      <Row>
        <ConnectButton>Call the help desk</ConnectButton>
      </Row>
    ),
    shows: '[data-state="idle"]',
  },
]);
