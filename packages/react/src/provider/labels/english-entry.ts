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
  begins: {
    call: 'New call',
    'chat-lost': 'The earlier conversation couldn’t be continued. This is a new one.',
  },
  tool: {
    pending: 'Using {name}…',
    done: 'Used {name}',
    failed: '{name} failed',
  },
};
