import { expect, test } from 'vitest';
import { VoiceClient } from './voice-client.ts';
import { resolveOptions } from './options.ts';
import type { VoiceClientOptions } from './options.ts';

/** Every option there is, by the type: a new one that is not here does not compile. */
const names = {
  url: true,
  credentials: true,
  service: true,
  configId: true,
  configVersion: true,
  voiceId: true,
  resumedChatGroupId: true,
  eventLimit: true,
  allowConnection: true,
  verboseTranscription: true,
  session: true,
  chunkDuration: true,
  sampleRate: true,
  microphone: true,
  volume: true,
  bargeIn: true,
  muted: true,
  thread: true,
  assets: true,
  denoise: true,
  connectTimeout: true,
  reconnect: true,
  speechBuffer: true,
  microphoneId: true,
  speakerId: true,
  muteMode: true,
  pushToTalk: true,
  echoGuard: true,
  audioMessages: true,
  wakeLock: true,
} satisfies Record<keyof VoiceClientOptions, true>;

test.each(Object.keys(names))('%s: undefined is as good as not there', (name) => {
  expect(resolveOptions({ [name]: undefined })).toEqual(resolveOptions({}));
});

test('what a command has set stays when the options name it as undefined, and null is the default device', async () => {
  const client = new VoiceClient({ speakerId: 'speaker' });
  client.setVolume(0.25);
  await client.setMicrophone('headset');
  const kept = { volume: 0.25, devices: { microphoneId: 'headset', speakerId: 'speaker' } };
  client.setOptions({ volume: undefined, muted: undefined, microphoneId: undefined });
  expect(client.state).toMatchObject({ volume: 0.25, devices: kept.devices });
  client.setOptions({ speakerId: undefined, microphoneId: null, volume: null as never });
  expect(client.state.devices).toMatchObject({ microphoneId: null, speakerId: 'speaker' });
  client.setVolume(0.5);
  expect(client.state.volume).toBe(0.5);
});

test.each(Object.keys({ connectTimeout: 0, speechBuffer: 0 }))(
  '%s is no NaN, and not negative',
  (name) => {
    for (const value of [NaN, -1, -Infinity])
      expect(() => new VoiceClient({ [name]: value })).toThrow(
        expect.objectContaining({ reason: 'usage' }),
      );
  },
);
