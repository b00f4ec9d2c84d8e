import type { VoiceLabels } from './voice-labels.ts';

/** What goes on, in words, apart: a picture of the sound carries no others. */
export const englishActivity: VoiceLabels['activity'] = {
  idle: 'Not connected',
  connecting: 'Connecting…',
  speaking: 'Assistant is speaking',
  userSpeaking: 'Listening to you',
  thinking: 'Thinking',
  paused: 'Paused',
  muted: 'Muted',
  typing: 'Microphone off',
  listening: 'Listening',
};
