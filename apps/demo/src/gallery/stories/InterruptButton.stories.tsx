import { InterruptButton } from '@vivavoce/react';
import { longHum } from '../conversation.ts';
import { Row } from '../Row.tsx';
import { quiet, storiesOf } from '../story.ts';
import type { Story } from '../story.ts';

const button = (
  <Row>
    <InterruptButton />
  </Row>
);

export const interruptButton: readonly Story[] = storiesOf('InterruptButton', [
  { name: 'nothing to stop', page: button, shows: '[data-state="idle"]', script: quiet },
  {
    name: 'speaking',
    page: button,
    shows: '[data-state="speaking"]',
    script: (chat) => void chat.say('This goes on for a while.', { tones: longHum }),
  },
]);
