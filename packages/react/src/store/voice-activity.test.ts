import { expect, test } from 'vitest';
import { voiceActivity } from './voice-activity.ts';
import type { VoiceActivity } from './voice-activity.ts';

type Facts = Parameters<typeof voiceActivity>[0];

const quiet: Facts = {
  status: 'connected',
  assistant: 'idle',
  user: 'silent',
  microphone: 'live',
};

test.each<[VoiceActivity, Partial<Facts>]>([
  ['none', { status: 'idle' }],
  ['none', { status: 'closed', assistant: 'speaking' }],
  ['none', { status: 'failed' }],
  ['waiting', { status: 'connecting' }],
  ['waiting', { status: 'reconnecting', assistant: 'thinking' }],
  ['waiting', { status: 'closing' }],
  ['listening', {}],
  ['deaf', { microphone: 'muted' }],
  ['deaf', { microphone: 'off' }],
  ['deaf', { microphone: 'lost' }],
  ['hearing', { user: 'speaking' }],
  ['hearing', { user: 'speaking', assistant: 'thinking' }],
  ['thinking', { assistant: 'thinking', microphone: 'muted' }],
  ['paused', { assistant: 'paused' }],
  ['speaking', { assistant: 'speaking', user: 'speaking' }],
])('it is %s for %o', (activity, facts) => {
  expect(voiceActivity({ ...quiet, ...facts })).toBe(activity);
});
