import type { TranscriptLabels } from './voice-labels.ts';

/** The words of transcripts and meters, apart: a page with no other components carries no others. */
export const englishTranscript: TranscriptLabels = {
  locale: 'en',
  you: 'You',
  assistant: 'Assistant',
  transcript: 'Transcript',
  transcriptEmpty: 'What is said will be written here.',
  jumpToLatest: 'Jump to latest',
  loadEarlier: 'Show earlier',
  scores: 'Expression scores',
  transcriptActions: 'Copy or save the transcript',
  actionsFailed: 'Could not be loaded. Check the network and try again, or reload the page.',
  retryNow: 'Try now',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'The browser did not allow it',
  saveAs: { text: 'Save as text', json: 'Save as JSON', vtt: 'Save as WebVTT' },
  interim: 'still listening',
  noTranscript: 'Speech that could not be transcribed',
  typed: 'typed',
  cutShort: 'cut short after {seconds} s',
  unheard: 'not spoken',
  tool: {
    pending: 'Using {name}…',
    done: 'Used {name}',
    failed: '{name} failed',
  },
  emotionsOf: {
    user: 'Your expression',
    assistant: 'Assistant’s expression',
    both: 'Your expression and the assistant’s',
  },
  emotionsEmpty: 'Scores appear with the first spoken words.',
  emotionsNote:
    'Scores compare expressions within one message; they do not say what anybody feels. On the local server they are a rule of thumb from pitch, loudness and pace.',
  strength: ['very faint', 'faint', 'moderate', 'strong', 'very strong'],
  emotions: {},
};
