import { TextInput } from '@vivavoce/react';
import { german } from '@vivavoce/react/german';
import { arabic } from '../other-labels.ts';
import { quiet, storiesOf } from '../story.ts';
import type { Story } from '../story.ts';

const input = { page: <TextInput />, width: 400 };

export const textInput: readonly Story[] = storiesOf('TextInput', [
  { ...input, name: 'no call', shows: '[data-state="idle"]' },
  { ...input, name: 'connected', shows: '[data-state="connected"]', script: quiet },
  {
    ...input,
    name: 'with text',
    page: <TextInput defaultValue={'A first line,\nand a second one.'} />,
    shows: '[data-state="connected"]',
    script: quiet,
  },
  {
    ...input,
    name: 'with more text than room',
    page: (
      <TextInput
        defaultValue={'What is longer than the field grows to, scrolls inside it. '.repeat(12)}
      />
    ),
    shows: '[data-state="connected"]',
    script: quiet,
  },
  {
    ...input,
    name: 'German',
    shows: '[data-state="idle"]',
    lang: 'de',
    provider: { labels: german },
  },
  {
    ...input,
    name: 'right to left',
    page: <TextInput defaultValue="صباح الخير" />,
    shows: '[data-state="connected"]',
    dir: 'rtl',
    lang: 'ar',
    provider: { labels: arabic },
    script: quiet,
  },
]);
