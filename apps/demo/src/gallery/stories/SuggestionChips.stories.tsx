import { SuggestionChips } from '@vivavoce/react';
import { quiet, storiesOf } from '../story.ts';
import type { Story } from '../story.ts';

export const suggestionChips: readonly Story[] = storiesOf('SuggestionChips', [
  {
    name: 'before a call',
    page: (
      <SuggestionChips
        suggestions={['Tell me a story', 'What can you do?', 'Speak more slowly, please']}
      />
    ),
    shows: '.vv-suggestions[data-state="idle"]',
  },
  {
    name: 'connecting',
    page: (
      <SuggestionChips
        suggestions={['Tell me a story', 'What can you do?', 'Speak more slowly, please']}
      />
    ),
    shows: '.vv-suggestions[data-state="connecting"]',
    server: 'silent',
    script: quiet,
  },
  {
    name: 'in a call, 320 px',
    page: (
      <SuggestionChips
        suggestions={['Tell me a story', 'What can you do?', 'Speak more slowly, please']}
      />
    ),
    shows: '.vv-suggestions[data-state="connected"]',
    width: 320,
    script: quiet,
  },
  {
    name: 'right to left',
    page: <SuggestionChips suggestions={['احكِ لي قصة', 'ماذا تستطيع؟']} />,
    shows: '.vv-suggestions',
    dir: 'rtl',
    lang: 'ar',
  },
]);
