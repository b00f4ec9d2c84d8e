import { englishEntry } from './english-entry.ts';
import type { TranscriptLabels } from './voice-labels.ts';

/** The words of transcripts and meters, apart: a page with no other components carries no others. */
export const englishTranscript: TranscriptLabels = {
  ...englishEntry,
  transcript: 'Transcript',
  transcriptEmpty: 'Your conversation will appear here.',
  jumpToLatest: 'Jump to latest',
  loadEarlier: 'Show earlier',
  scores: 'Expression scores',
  transcriptActions: 'Copy or save the transcript',
  actionsFailed: 'Couldn’t load. Check your connection and try again, or reload the page.',
  retryNow: 'Retry now',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Copying was blocked by your browser',
  saveAs: { text: 'Save as text', json: 'Save as JSON', vtt: 'Save as WebVTT' },
  emotionsOf: {
    user: 'Your expression',
    assistant: 'Assistant’s expression',
    both: 'Your expression and the assistant’s',
  },
  emotionsEmpty: 'Scores appear after you start speaking.',
  emotionsUnsupported: 'No scores from this service.',
  emotionsNote:
    'These scores describe how a message sounded, not what someone feels. The local server only estimates them from pitch, loudness and pace.',
  strength: ['very faint', 'faint', 'moderate', 'strong', 'very strong'],
  emotions: {},
};
