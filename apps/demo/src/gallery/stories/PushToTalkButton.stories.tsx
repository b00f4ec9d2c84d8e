import { PushToTalkButton } from '@vivavoce/react';
import { german } from '@vivavoce/react/german';
import { Row } from '../Row.tsx';
import { quiet, storiesOf } from '../story.ts';
import type { Story } from '../story.ts';
import { waitFor } from '../wait-for.ts';

const button = (
  <Row>
    <PushToTalkButton />
  </Row>
);

/** As a thumb would. */
async function hold(): Promise<void> {
  await waitFor('.vv-talk[data-state="ready"]');
  document.dispatchEvent(
    new KeyboardEvent('keydown', { key: ' ', code: 'Space', bubbles: true, cancelable: true }),
  );
}

export const pushToTalkButton: readonly Story[] = storiesOf('PushToTalkButton', [
  { name: 'no call', page: button, shows: '[data-state="off"]', provider: { pushToTalk: true } },
  {
    name: 'ready',
    page: button,
    shows: '[data-state="ready"]',
    provider: { pushToTalk: true },
    script: quiet,
  },
  {
    name: 'held',
    page: button,
    shows: '[data-state="talking"]',
    provider: { pushToTalk: true },
    script: hold,
  },
  {
    name: 'German, held',
    page: button,
    shows: '[data-state="talking"]',
    lang: 'de',
    provider: { pushToTalk: true, labels: german },
    script: hold,
  },
]);
