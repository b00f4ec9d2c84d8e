import type { EntryLabels } from './voice-labels.ts';

/** The words of what was said, apart: what writes a transcript down carries no others. */
export const englishEntry: EntryLabels = {
  locale: 'en',
  you: 'You',
  assistant: 'Assistant',
  interim: 'listening…',
  noTranscript: 'Couldn’t transcribe this',
  typed: 'typed',
  cutShort: 'cut short after {seconds} s',
  unheard: 'not played',
  tool: {
    pending: 'Using {name}…',
    done: 'Used {name}',
    failed: '{name} failed',
  },
};
