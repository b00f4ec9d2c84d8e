import { DeviceSelect } from '@vivavoce/react';
import { german } from '@vivavoce/react/german';
import { quiet, storiesOf } from '../story.ts';
import type { Story } from '../story.ts';

const select = { page: <DeviceSelect />, width: 300 };

export const deviceSelect: readonly Story[] = storiesOf('DeviceSelect', [
  { ...select, name: 'microphones', shows: '[data-state="named"]' },
  { ...select, name: 'in a call', shows: '[data-state="named"]', script: quiet },
  {
    ...select,
    name: 'speakers',
    page: <DeviceSelect kind="speaker" />,
    shows: '[data-state="named"]',
  },
  {
    ...select,
    name: 'names kept secret',
    shows: '[data-state="unnamed"]',
    microphone: 'asking',
  },
  {
    ...select,
    name: 'speaker fixed by the browser',
    page: <DeviceSelect kind="speaker" />,
    shows: '[data-state="fixed"]',
    fixedSpeaker: true,
  },
  {
    ...select,
    name: 'no room, German',
    width: 160,
    shows: '[data-state="named"]',
    lang: 'de',
    provider: { labels: german },
  },
  {
    ...select,
    name: 'right to left',
    shows: '[data-state="named"]',
    dir: 'rtl',
  },
]);
