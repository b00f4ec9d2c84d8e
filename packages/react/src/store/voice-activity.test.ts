import { expect, test } from 'vitest';
import { voiceActivity } from './voice-activity.ts';
import type { VoiceActivity } from './voice-activity.ts';

type Facts = Parameters<typeof voiceActivity>[0];

const quiet: Facts = {
  status: 'connected',
  assistant: 'idle',
  user: 'silent',
  microphone: 'live',
  muted: false,
};

test.each<[VoiceActivity, Partial<Facts>]>([
  ['idle', { status: 'idle' }],
  ['idle', { status: 'closed', assistant: 'speaking' }],
  ['idle', { status: 'failed' }],
  ['connecting', { status: 'connecting' }],
  ['connecting', { status: 'reconnecting', assistant: 'thinking' }],
  ['connecting', { status: 'closing' }],
  ['listening', {}],
  ['muted', { muted: true }],
  ['typing', { microphone: 'off' }],
  ['muted', { microphone: 'off', muted: true }],
  ['muted', { microphone: 'lost' }],
  ['userSpeaking', { user: 'speaking' }],
  ['userSpeaking', { user: 'speaking', assistant: 'thinking' }],
  ['thinking', { assistant: 'thinking', muted: true }],
  ['paused', { assistant: 'paused' }],
  ['speaking', { assistant: 'speaking', user: 'speaking' }],
])('it is %s for %o', (activity, facts) => {
  expect(voiceActivity({ ...quiet, ...facts })).toBe(activity);
});
